# Turns agencies.tsv into a C file of constant tables: cmake -DIN=agencies.tsv -DOUT=agencies.c -P agencies.cmake
#
# Aliases and outlets are sorted by folded first byte and then longest first, with an index by first byte, so that a
# lookup touches a handful of entries and the first hit is the longest.
cmake_minimum_required(VERSION 3.25)

file(STRINGS "${IN}" lines ENCODING UTF-8)
set(agencies "")
set(count 0)
set(alias_keys "")
set(outlet_keys "")

# A sortable key: first byte, then descending length, then the text itself, agency and exactness behind it.
function(add_key list text agency exact)
  string(TOLOWER "${text}" folded)
  string(HEX "${folded}" hex)
  string(SUBSTRING "${hex}" 0 2 first)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  math(EXPR rest "1000 - ${size}")
  math(EXPR number "1000 + ${agency}")
  list(APPEND ${list} "${first}|${rest}|${hex}|${number}|${exact}|${text}")
  set(${list} "${${list}}" PARENT_SCOPE)
endfunction()

foreach(line IN LISTS lines)
  if(line MATCHES "^#" OR line STREQUAL "")
    continue()
  endif()
  string(REPLACE "\t" ";" fields "${line}")
  list(LENGTH fields columns)
  if(NOT columns EQUAL 6)
    message(FATAL_ERROR "${IN}: ${columns} columns instead of 6: ${line}")
  endif()
  list(GET fields 0 code)
  list(GET fields 1 name)
  list(GET fields 2 country)
  list(GET fields 3 languages)
  list(GET fields 4 outlets)
  list(GET fields 5 aliases)
  string(APPEND agencies "    {\"${code}\", \"${name}\", \"${country}\", \"${languages}\"},\n")
  # A short name is an acronym or a common word: its case matters.
  string(LENGTH "${name}" length)
  set(exact 0)
  if(length LESS 6)
    set(exact 1)
  endif()
  add_key(alias_keys "${name}" ${count} ${exact})
  string(REPLACE "|" ";" aliases "${aliases}")
  foreach(alias IN LISTS aliases)
    set(exact 0)
    if(alias MATCHES "^=")
      set(exact 1)
      string(SUBSTRING "${alias}" 1 -1 alias)
    endif()
    add_key(alias_keys "${alias}" ${count} ${exact})
  endforeach()
  string(REPLACE "|" ";" outlets "${outlets}")
  foreach(outlet IN LISTS outlets)
    add_key(outlet_keys "${outlet}" ${count} 0)
  endforeach()
  math(EXPR count "${count} + 1")
endforeach()

# The sorted names as C, and the index: entry b is the first name whose first byte is b or more.
function(emit out list)
  list(SORT ${list})
  set(text "")
  set(index "")
  set(next 0)
  set(n 0)
  foreach(key IN LISTS ${list})
    string(REGEX MATCH "^(..)[|]([0-9]+)[|]..(..)[0-9a-f]*[|]([0-9]+)[|]([01])[|](.*)$" all "${key}")
    math(EXPR first "0x${CMAKE_MATCH_1}")
    math(EXPR size "1000 - ${CMAKE_MATCH_2}")
    set(second ${CMAKE_MATCH_3})
    math(EXPR agency "${CMAKE_MATCH_4} - 1000")
    set(exact ${CMAKE_MATCH_5})
    string(REPLACE "\"" "\\\"" name "${CMAKE_MATCH_6}")
    string(APPEND text "    {\"${name}\", ${size}, ${agency}, ${exact}, (char)0x${second}},\n")
    if(first GREATER_EQUAL next)
      foreach(byte RANGE ${next} ${first})
        string(APPEND index " ${n},")
      endforeach()
      math(EXPR next "${first} + 1")
    endif()
    math(EXPR n "${n} + 1")
  endforeach()
  foreach(byte RANGE ${next} 256)
    string(APPEND index " ${n},")
  endforeach()
  string(REGEX REPLACE "(( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,))" "   \\1\n" index
    "${index}")
  set(${out}_names "${text}" PARENT_SCOPE)
  set(${out}_index "${index}" PARENT_SCOPE)
  set(${out}_count ${n} PARENT_SCOPE)
endfunction()

emit(alias alias_keys)
emit(outlet outlet_keys)

file(WRITE "${OUT}.new" "/* Generated from agencies.tsv; do not edit. */
#include \"source/agency.h\"

_Static_assert(${count} <= SOURCE_MAX_AGENCIES, \"too many agencies\");

const struct source_agency source_agencies[] = {
${agencies}};
const unsigned source_agency_count = ${count};

static const struct source_name aliases[] = {
${alias_names}};
static const uint16_t alias_index[257] = {
${alias_index}};
const struct source_names source_aliases = {aliases, alias_index};

static const struct source_name outlets[] = {
${outlet_names}};
static const uint16_t outlet_index[257] = {
${outlet_index}};
const struct source_names source_outlets = {outlets, outlet_index};
")
file(RENAME "${OUT}.new" "${OUT}")
