/* Shows the data that stand in the page. Everything of articles goes through textContent: it is never markup, and an
 * address becomes a link only if it is http or https. */
(function () {
'use strict';

const KEY = 0, SIZE = 1, CANONICAL = 2, CONFIDENCE = 3, ORIGIN = 4, EVIDENCE = 5, MEMBERS = 6, LEFT_OUT = 7, TITLE = 8;
const STEP = 60; /* clusters shown at a time */

const byId = id => document.getElementById(id);
const overview = JSON.parse(byId('overview').textContent), clusters = [];

/* A packed script: base64 of a zlib stream. null where there is none. */
async function unpack(id) {
  const script = byId(id);
  if (!script)
    return null;
  const bytes = Uint8Array.from(atob(JSON.parse(script.textContent)), c => c.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(plain).text());
}

/* el('p', {class: 'x'}, 'text', child ...) */
function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function svg(name, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(node, attributes, children) {
  for (const key in attributes || {})
    if (attributes[key] !== null && attributes[key] !== undefined)
      node.setAttribute(key, attributes[key]);
  for (const child of children)
    if (child !== null && child !== undefined)
      node.append(child);
  return node;
}

const count = n => n.toLocaleString('en-US');
const percent = (part, all) => all ? (100 * part / all).toFixed(1) + '%' : '-';
const plural = (n, one, more) => count(n) + ' ' + (n === 1 ? one : more);
const sourceName = i => i >= 0 && overview.sources[i] ? overview.sources[i] : 'no outlet';
const agencyName = i => i >= 0 ? overview.agencies[i][1] : 'others';
const relationName = i => overview.relations[i][0];
const isolate = text => el('bdi', {}, text);

/* A fraction says that only the day is known. */
function when(time) {
  if (time === null)
    return 'time unknown';
  const day = time !== Math.floor(time);
  const text = new Date(Math.floor(time) * 1000).toISOString();
  return day ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ') + ' UTC';
}

function lasting(seconds) {
  if (seconds < 0)
    return '-';
  if (seconds < 5400)
    return Math.round(seconds / 60) + ' min';
  return seconds < 172800 ? Math.round(seconds / 3600) + ' h' : Math.round(seconds / 86400) + ' days';
}

/* ---- overview ---- */

function table(head, rows) {
  const cell = (name, value, i) => el(name, {class: typeof value === 'number' || i > 1 ? 'n' : null,
    scope: name === 'th' ? 'col' : null}, typeof value === 'number' ? count(value) : isolate(value));
  return el('details', {}, el('summary', {}, 'As a table'), el('div', {class: 'scroll', tabindex: '0', role: 'region',
    'aria-label': 'Table'}, el('table', {},
    el('thead', {}, el('tr', {}, ...head.map((text, i) => cell('th', text, i)))),
    el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map((value, i) => cell('td', value, i))))))));
}

function showNumbers() {
  const o = overview;
  const numbers = [['articles', count(o.articles)], ['stories', count(o.stories)],
    ['clusters of copies', count(o.clusters)], ['reprints', percent(o.clustered - o.clusters, o.articles)]];
  if (o.bad)
    numbers.push(['bad lines', count(o.bad)]);
  for (const [name, value] of numbers)
    byId('numbers').append(el('div', {}, el('dt', {}, name), el('dd', {}, value)));
  byId('inputs').textContent = 'Copies of stories in ' + (o.inputs.length ? o.inputs.join(', ') : 'nothing');
  byId('made').textContent = 'Made by stet ' + o.version + '. This page is complete: it loads nothing.';
  const kinds = o.relations.filter(r => r[1] && r[0] !== 'canonical').map(r => count(r[1]) + ' ' + r[0]);
  if (kinds.length)
    byId('relations').append(el('p', {}, 'Copies by what they are to the one that stands: ' + kinds.join(', ') + '.'));
  const notes = [];
  if (o.listed < o.clusters)
    notes.push('Listed are the ' + count(o.listed) + ' largest of ' + count(o.clusters) + ' clusters.');
  if (o.clustered > o.members && o.listed === o.clusters)
    notes.push(count(o.clustered - o.members) + ' members of very large clusters are not listed.');
  if (o.texts && o.members)
    notes.push('Of each text the first ' + count(o.cut) + ' bytes are kept.');
  if (o.texts < o.members)
    notes.push('The texts of ' + count(o.members - o.texts) + ' of ' + count(o.members) +
      ' articles are left out, to keep the page small.');
  byId('notes').textContent = notes.join(' ');
}

/* Outlets left, agencies right, a band between them as wide as there are articles. */
function showCredits() {
  const place = byId('credits'), flows = overview.credits;
  if (!flows.length) {
    place.append(el('p', {class: 'note'}, 'No copy credits an agency.'));
    return;
  }
  const total = (side) => {
    const sums = new Map();
    for (const flow of flows)
      sums.set(flow[side], (sums.get(flow[side]) || 0) + flow[2]);
    return [...sums].sort((a, b) => (a[0] < 0) - (b[0] < 0) || b[1] - a[1] || a[0] - b[0]);
  };
  const left = total(0), right = total(1), all = flows.reduce((sum, flow) => sum + flow[2], 0);
  const gap = 16, tall = 300, rows = Math.max(left.length, right.length);
  const scale = tall / all, height = tall + rows * gap + 4;
  const layout = list => {
    const at = new Map();
    let y = 4 + (rows - list.length) * gap / 2;
    for (const [key, sum] of list) {
      at.set(key, {y, next: y, size: sum * scale});
      y += sum * scale + gap;
    }
    return at;
  };
  const atLeft = layout(left), atRight = layout(right);
  const short = text => text.length > 24 ? text.slice(0, 23) + '\u2026' : text;
  const picture = svg('svg', {viewBox: '0 0 560 ' + height.toFixed(0), role: 'img',
    'aria-label': 'Which outlets credit which agencies; the same as a table below'});
  for (const [source, agency, n] of flows) {
    const a = atLeft.get(source), b = atRight.get(agency), size = n * scale;
    const y1 = a.next + size / 2, y2 = b.next + size / 2;
    a.next += size;
    b.next += size;
    picture.append(svg('path', {class: 'flow', 'stroke-width': Math.max(size, 1).toFixed(2),
      d: `M176 ${y1.toFixed(2)} C 280 ${y1.toFixed(2)}, 280 ${y2.toFixed(2)}, 384 ${y2.toFixed(2)}`},
      svg('title', {}, (source < 0 ? 'other outlets' : sourceName(source)) + ' credits ' + agencyName(agency) + ': ' +
        count(n))));
  }
  const labels = (list, at, x, anchor, name) => {
    for (const [key, sum] of list) {
      const box = at.get(key);
      picture.append(svg('rect', {class: 'bar', x: anchor === 'end' ? 168 : 384, y: box.y.toFixed(2), width: 8,
        height: Math.max(box.size, 1).toFixed(2)}));
      picture.append(svg('text', {x, y: (box.y + box.size / 2 + 4).toFixed(2), 'text-anchor': anchor},
        short(name(key)) + ' ', svg('tspan', {class: 'soft'}, count(sum))));
    }
  };
  labels(left, atLeft, 162, 'end', key => key < 0 ? 'other outlets' : sourceName(key));
  labels(right, atRight, 398, 'start', agencyName);
  place.append(picture, table(['Outlet', 'Agency', 'Articles'],
    flows.slice().sort((a, b) => b[2] - a[2]).map(flow => [flow[0] < 0 ? 'other outlets' : sourceName(flow[0]),
      agencyName(flow[1]), count(flow[2])])));
}

/* A row for each outlet, time from left to right: the darker, the more stories it had first. */
function showFirst() {
  const place = byId('first'), first = overview.first;
  if (!first) {
    place.append(el('p', {class: 'note'}, 'No times are known exactly enough.'));
    return;
  }
  const steps = first.rows[0][3].length, most = Math.max(1, ...first.rows.map(row => Math.max(...row[3])));
  const x0 = 150, wide = 340 / steps, row = 26, height = first.rows.length * row + 24;
  const picture = svg('svg', {viewBox: '0 0 560 ' + height, role: 'img',
    'aria-label': 'How many stories each outlet had first, over time; the same in total as a table below'});
  first.rows.forEach(([source, stories, lead, by], i) => {
    const name = sourceName(source), y = i * row;
    picture.append(svg('text', {x: x0 - 8, y: y + 15, 'text-anchor': 'end'},
      name.length > 21 ? name.slice(0, 20) + '\u2026' : name));
    picture.append(svg('line', {class: 'axis', x1: x0, x2: x0 + 340, y1: y + 21, y2: y + 21}));
    by.forEach((n, step) => {
      if (n)
        picture.append(svg('rect', {class: 'cell', x: (x0 + step * wide).toFixed(2), y: y + 3,
          width: Math.max(wide - .8, 1).toFixed(2), height: 16, 'fill-opacity': (.2 + .8 * n / most).toFixed(2)},
          svg('title', {}, name + ', from ' + when(first.start + step * first.step) + ': ' +
            plural(n, 'story', 'stories') + ' first')));
    });
    picture.append(svg('text', {x: 498, y: y + 15}, count(stories)));
  });
  const end = first.start + steps * first.step;
  picture.append(svg('text', {class: 'soft', x: x0, y: height - 4}, when(first.start).slice(0, 10)));
  picture.append(svg('text', {class: 'soft', x: x0 + 340, y: height - 4, 'text-anchor': 'end'},
    when(end).slice(0, 10)));
  picture.append(svg('text', {class: 'soft', x: 498, y: height - 4}, 'stories'));
  place.append(picture, el('p', {class: 'note'}, 'Of ' + plural(first.stories, 'story', 'stories') +
    ' of which it is known exactly when the first copy was published.'),
    table(['Outlet', 'Stories first', 'Usual lead'], first.rows.map(r => [sourceName(r[0]), r[1], lasting(r[2])])));
}

/* ---- the list ---- */

let order = [], shown = 0, haystack = null;
const list = byId('list'), more = byId('more');

const canonicalOf = cluster => cluster[MEMBERS][cluster[CANONICAL]];
const timeOf = cluster => canonicalOf(cluster)[2];

/* What is searched for in a cluster: made when the first search is. */
function searchable(cluster) {
  const words = [cluster[TITLE] || '', cluster[KEY],
    cluster[ORIGIN] >= 0 ? overview.agencies[cluster[ORIGIN]].join(' ') : ''];
  for (const member of cluster[MEMBERS])
    words.push(member[0], member[1] >= 0 ? sourceName(member[1]) : '');
  return words.join('\n').toLowerCase();
}

function find() {
  const words = byId('query').value.toLowerCase().split(/\s+/).filter(word => word);
  const origin = byId('origin').value, sort = byId('sort').value;
  if (words.length && !haystack)
    haystack = clusters.map(searchable);
  order = [];
  for (let i = 0; i < clusters.length; i++)
    if ((origin === '' || clusters[i][ORIGIN] === +origin) && words.every(word => haystack[i].includes(word)))
      order.push(i);
  const late = i => timeOf(clusters[i]) === null ? -Infinity : timeOf(clusters[i]);
  const early = i => timeOf(clusters[i]) === null ? Infinity : timeOf(clusters[i]);
  if (sort === 'new')
    order.sort((a, b) => late(b) > late(a) ? 1 : late(b) < late(a) ? -1 : a - b);
  if (sort === 'old')
    order.sort((a, b) => early(a) > early(b) ? 1 : early(a) < early(b) ? -1 : a - b);
  if (sort === 'doubt')
    order.sort((a, b) => clusters[a][CONFIDENCE] - clusters[b][CONFIDENCE] || a - b);
  byId('found').textContent = plural(order.length, 'cluster', 'clusters');
  list.replaceChildren();
  shown = 0;
  showMore();
}

function showMore() {
  const end = Math.min(shown + STEP, order.length), part = document.createDocumentFragment();
  for (; shown < end; shown++)
    part.append(row(order[shown]));
  list.append(part);
  more.hidden = shown >= order.length;
}

function row(i) {
  const cluster = clusters[i], stands = canonicalOf(cluster), id = 'c' + i;
  const by = [stands[1] >= 0 ? sourceName(stands[1]) : 'no outlet', when(stands[2]),
    'confidence ' + (cluster[CONFIDENCE] / 100).toFixed(2)].join(' \u00b7 ');
  const head = el('button', {type: 'button', class: 'head', 'aria-expanded': 'false', 'aria-controls': id},
    el('span', {class: 'count'}, count(cluster[SIZE]), ' ', el('small', {}, 'copies')),
    el('span', {class: 'title'}, isolate(cluster[TITLE] || stands[0])), el('span', {class: 'sub'}, isolate(by)),
    cluster[ORIGIN] >= 0 ? el('span', {class: 'origin'}, agencyName(cluster[ORIGIN])) : null);
  const body = el('div', {id, class: 'body', hidden: ''});
  const item = el('li', {}, el('h3', {}, head), body);
  head.addEventListener('click', () => {
    const open = body.hidden;
    if (open && !body.firstChild)
      describe(i, body);
    body.hidden = !open;
    item.classList.toggle('open', open);
    head.setAttribute('aria-expanded', String(open));
    if (open)
      history.replaceState(null, '', '#' + cluster[KEY]);
  });
  return item;
}

function meter(share) {
  const bar = el('i', {});
  bar.style.width = share + '%';
  return el('span', {class: 'meter', 'aria-hidden': 'true'}, bar);
}

function describe(i, body) {
  const cluster = clusters[i], members = cluster[MEMBERS];
  body.append(el('h4', {}, 'Why this one stands'));
  body.append(el('ul', {class: 'evidence'}, ...cluster[EVIDENCE].map(([kind, value, agency, weight]) =>
    el('li', {}, meter(weight), kind + (agency >= 0 ? ' of ' + agencyName(agency) : '') + (value ? ': ' : ''),
      isolate(value), el('span', {class: 'hidden'}, ', weight ' + weight + '%')))));
  strip(cluster, body);
  body.append(el('h4', {id: 'm' + i}, 'Members'));
  const place = el('div', {tabindex: '-1', role: 'region', 'aria-label': 'Two articles side by side', class: 'place'});
  const headings = ['Article', 'Outlet', 'Published', 'Is', 'Jaccard', 'Contained', ''];
  const rows = members.map((member, m) => memberRow(i, m, place));
  body.append(el('div', {class: 'scroll'}, el('table', {'aria-labelledby': 'm' + i},
    el('thead', {}, el('tr', {}, ...headings.map((name, k) =>
      el('th', {scope: 'col', class: k === 4 || k === 5 ? 'n wide' : k === 1 || k === 2 ? 'wide' : null}, name)))),
    el('tbody', {}, ...rows))));
  if (cluster[LEFT_OUT])
    body.append(el('p', {class: 'note'},
      plural(cluster[LEFT_OUT], 'more member is', 'more members are') + ' not listed.'));
  body.append(place);
}

/* When the members were published, as dots on a line. */
function strip(cluster, body) {
  const timed = cluster[MEMBERS].filter(m => m[2] !== null && m[2] === Math.floor(m[2]));
  const times = timed.map(m => m[2]), from = Math.min(...times), to = Math.max(...times);
  if (timed.length < 2 || from === to)
    return;
  const picture = svg('svg', {class: 'strip', viewBox: '0 0 800 24', role: 'img',
    'aria-label': 'Members by time, from ' + when(from) + ' to ' + when(to)},
    svg('line', {class: 'axis', x1: 8, x2: 792, y1: 12, y2: 12}));
  for (const member of timed)
    picture.append(svg('circle', {class: 'cell', r: member === canonicalOf(cluster) ? 7 : 4, cy: 12,
      'fill-opacity': member === canonicalOf(cluster) ? 1 : .5,
      cx: (8 + 784 * (member[2] - from) / (to - from)).toFixed(1)},
      svg('title', {}, sourceName(member[1]) + ', ' + when(member[2]))));
  body.append(el('h4', {}, 'In time'), picture, el('p', {class: 'ends'}, el('span', {}, when(from)),
    el('span', {}, when(to) + ' (' + lasting(to - from) + ')')));
}

function memberRow(i, m, place) {
  const cluster = clusters[i], member = cluster[MEMBERS][m], stands = m === cluster[CANONICAL];
  const [id, source, published, relation, to, jaccard, containment, at, guest] = member;
  let is = relationName(relation);
  if (!stands && to !== cluster[CANONICAL])
    is += to >= 0 ? ' of ' + cluster[MEMBERS][to][0] : ' of another member';
  if (guest)
    is += ', carries other stories too';
  const compare = stands ? null : el('button', {type: 'button', 'aria-pressed': 'false'}, 'Compare',
    el('span', {class: 'hidden'}, ' ' + id));
  if (compare)
    compare.addEventListener('click', () => {
      for (const other of compare.closest('table').querySelectorAll('[aria-pressed=true]'))
        other.setAttribute('aria-pressed', 'false');
      compare.setAttribute('aria-pressed', 'true');
      showDiff(i, m, place);
    });
  const share = value => stands ? '' : (value / 100).toFixed(2);
  const outlet = source >= 0 ? sourceName(source) : '', time = published === null ? '' : when(published);
  return el('tr', {class: stands ? 'stands' : null},
    el('td', {}, isolate(id), at ? el('span', {class: 'note'}, ' ', isolate(at)) : null,
      el('span', {class: 'narrow', 'aria-hidden': 'true'}, [outlet, time].filter(part => part).join(' \u00b7 '))),
    el('td', {class: 'wide'}, isolate(outlet)), el('td', {class: 'wide'}, time),
    el('td', {class: 'is'}, isolate(is)), el('td', {class: 'n wide'}, share(jaccard)),
    el('td', {class: 'n wide'}, share(containment)),
    el('td', {}, compare));
}

/* ---- two articles side by side ---- */

const chunks = new Map();

async function textsOf(i) {
  const chunk = Math.floor(i / overview.chunk);
  if (!chunks.has(chunk)) {
    if (chunks.size > 20)
      chunks.clear();
    chunks.set(chunk, unpack('t' + chunk));
  }
  const texts = await chunks.get(chunk);
  return texts && texts[i % overview.chunk];
}

/* The parts of a copy: [text, shared], and which parts of the canonical it shares. */
function partsOf(copy, canonical) {
  const parts = [], ranges = [];
  for (const item of copy) {
    if (typeof item === 'string') {
      parts.push([item, false]);
      continue;
    }
    parts.push([item.length > 2 ? item[2] : canonical.slice(item[0], item[0] + item[1]), true]);
    ranges.push([item[0], item[0] + item[1]]);
  }
  const whole = [];
  let at = 0;
  for (const [from, to] of ranges) {
    whole.push([canonical.slice(at, from), false], [canonical.slice(from, to), true]);
    at = to;
  }
  whole.push([canonical.slice(at), false]);
  return [parts, whole];
}

/* Neighbours of one kind become one, and blanks between two shared parts are shared. */
function merge(parts) {
  const out = [];
  for (const [text, shared] of parts) {
    const last = out[out.length - 1], blank = last && !/[\p{L}\p{N}]/u.test(text);
    if (last && text && (last[1] === shared || blank))
      last[0] += text;
    else if (text)
      out.push([text, shared]);
  }
  return out;
}

/* A headline of 0 is that of the canonical, an address of 1 is the id. */
function side(name, member, texts, parts, canonicalTitle) {
  const title = texts[0] === 0 ? canonicalTitle : texts[0], url = texts[2] === 1 ? member[0] : texts[2], cut = texts[3];
  const text = el('div', {class: 'text', dir: 'auto'});
  for (const [piece, shared] of merge(parts)) {
    const around = shared ? /^(\s*)([^]*?)(\s*)$/ : /^([^\p{L}\p{N}]*)([^]*?)([^\p{L}\p{N}]*)$/u;
    const [, before, words, after] = around.exec(piece);
    text.append(before, words ? el(shared ? 'mark' : 'span', {class: shared ? null : 'own'}, words) : '', after);
  }
  if (cut)
    text.append(el('span', {class: 'note'}, ' \u2026 (the rest is left out)'));
  const heading = el('h5', {dir: 'auto'}, title || member[0]);
  const link = /^https?:\/\//i.test(url)
    ? el('a', {href: url, rel: 'noopener noreferrer nofollow', target: '_blank'}, url) : url ? isolate(url) : null;
  return el('div', {class: 'side', role: 'group', 'aria-label': name}, heading,
    el('p', {class: 'sub'}, name + ' \u00b7 ', isolate(member[1] >= 0 ? sourceName(member[1]) : member[0]),
      ' \u00b7 ' + when(member[2]),
      link ? el('br') : null, link), text);
}

async function showDiff(i, m, place) {
  const cluster = clusters[i], texts = await textsOf(i);
  const canonical = texts && texts[cluster[CANONICAL]], copy = texts && texts[m];
  if (!canonical || !copy) {
    place.replaceChildren(el('p', {class: 'note'}, 'The text of this article is left out of the page. ',
      'stet explain shows the two.'));
    return;
  }
  const [parts, whole] = partsOf(copy[1], canonical[1]);
  place.replaceChildren(el('p', {class: 'key'}, el('mark', {}, 'in both'), ' ',
      el('span', {class: 'own'}, 'in one only')),
    el('div', {class: 'diff'}, side('The one that stands', canonicalOf(cluster), canonical, whole, cluster[TITLE]),
      side('Copy: ' + relationName(cluster[MEMBERS][m][3]), cluster[MEMBERS][m], copy, parts,
        cluster[TITLE])));
  place.focus({preventScroll: true});
  place.scrollIntoView({block: 'nearest'});
}

/* ---- start ---- */

function fillOrigins() {
  const sums = new Map();
  for (const cluster of clusters)
    if (cluster[ORIGIN] >= 0)
      sums.set(cluster[ORIGIN], (sums.get(cluster[ORIGIN]) || 0) + 1);
  for (const [agency, n] of [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]))
    byId('origin').append(el('option', {value: agency}, agencyName(agency) + ' (' + count(n) + ')'));
}

/* #KEY opens a cluster. */
function openNamed() {
  const i = clusters.findIndex(cluster => cluster[KEY] === location.hash.slice(1));
  if (i < 0)
    return;
  const at = order.indexOf(i);
  while (shown <= at && shown < order.length)
    showMore();
  const body = byId('c' + i);
  if (body && body.hidden) {
    body.parentNode.querySelector('.head').click();
    body.parentNode.scrollIntoView();
  }
}

async function start() {
  showNumbers();
  showCredits();
  showFirst();
  for (let part, n = 0; (part = await unpack('c' + n)) !== null; n++)
    for (const cluster of part)
      clusters.push(cluster);
  fillOrigins();
  find();
  let waiting = 0;
  byId('query').addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 120);
  });
  byId('sort').addEventListener('change', find);
  byId('origin').addEventListener('change', find);
  byId('search').addEventListener('submit', event => {
    event.preventDefault();
    find();
  });
  more.addEventListener('click', showMore);
  new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting) && shown < order.length)
      showMore();
  }, {rootMargin: '1200px'}).observe(more.parentNode);
  openNamed();
  window.addEventListener('hashchange', openNamed);
}

if (window.DecompressionStream)
  start();
else
  byId('notes').textContent = 'This browser is too old for this page: it cannot unpack the data.';
}());
