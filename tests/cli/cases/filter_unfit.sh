# What an index cannot take is a bad line, and the rest goes on.
. "$CASES/lib.sh"
long=$(printf '%065536d' 0)
{
    head -n 1 "$news"
    printf '{"id":"%s","text":"too long an id"}\n' "$long"
    printf '{"id":"x","source":"%s","text":"too long a name"}\n' "$long"
    printf '{"id":"%s","text":"as long as an id may be"}\n' "${long#0}"
    head -n 2 "$news" | tail -n 1
} >feed
stet filter --index one.stet --emit verdict feed 2>err | cut -c 1-120
sed 's/^time .*/time/' err
stet index create two.stet
stet index add -q two.stet feed 2>&1
stet index stat --json two.stet | grep -o '"articles":[0-9]*'
