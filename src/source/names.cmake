# Tables of names as C: included by agencies.cmake and phrases.cmake.
#
# A name's lead is its first four bytes, folded, as a little-endian number; its first two where it is shorter than four.
# The bucket is a hash of that: lead * 2654435761 mod 2^32, the upper ten bits. Names are sorted by bucket and then
# longest first, so that a lookup reads an entry or two and the first hit is the longest.

# A sortable key: bucket, descending length, the text itself; value and exactness behind them.
function(add_key list text value exact)
  string(TOLOWER "${text}" folded)
  string(HEX "${folded}" hex)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  if(size LESS 2 OR size GREATER 255)
    message(FATAL_ERROR "${IN}: a name of ${size} bytes: ${text}")
  endif()
  set(bytes 4)
  if(size LESS 4)
    set(bytes 2)
  endif()
  set(lead "")
  foreach(i RANGE 1 ${bytes})
    math(EXPR at "2 * ${i} - 2")
    string(SUBSTRING "${hex}" ${at} 2 byte)
    string(PREPEND lead ${byte})
  endforeach()
  math(EXPR bucket "1000 + ((0x${lead} * 2654435761 & 0xffffffff) >> 22)")
  math(EXPR rest "1000 - ${size}")
  list(APPEND ${list} "${bucket}|${rest}|0x${lead}|${hex}|${value}|${exact}|${text}")
  set(${list} "${${list}}" PARENT_SCOPE)
endfunction()

# ${out}_names and ${out}_index: the sorted names and where each bucket begins.
function(emit out list)
  list(SORT ${list})
  set(text "")
  set(index "")
  set(next 0)
  set(n 0)
  foreach(key IN LISTS ${list})
    string(REGEX MATCH "^([0-9]+)[|]([0-9]+)[|](0x[0-9a-f]+)[|][0-9a-f]+[|]([0-9]+)[|]([01])[|](.*)$" all "${key}")
    math(EXPR bucket "${CMAKE_MATCH_1} - 1000")
    math(EXPR size "1000 - ${CMAKE_MATCH_2}")
    set(lead ${CMAKE_MATCH_3})
    set(value ${CMAKE_MATCH_4})
    set(exact ${CMAKE_MATCH_5})
    string(REPLACE "\"" "\\\"" name "${CMAKE_MATCH_6}")
    string(APPEND text "    {\"${name}\", ${size}, ${value}, ${exact}, ${lead}},\n")
    if(bucket GREATER_EQUAL next)
      foreach(begin RANGE ${next} ${bucket})
        string(APPEND index " ${n},")
      endforeach()
      math(EXPR next "${bucket} + 1")
    endif()
    math(EXPR n "${n} + 1")
  endforeach()
  foreach(begin RANGE ${next} 1024)
    string(APPEND index " ${n},")
  endforeach()
  string(REGEX REPLACE "(( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,))" "   \\1\n"
    index "${index}")
  set(${out} "static const struct source_name ${out}_names[] = {
${text}};
static const uint16_t ${out}_index[1025] = {
${index}
};
" PARENT_SCOPE)
endfunction()

function(write_whole path text)
  file(WRITE "${path}.new" "${text}")
  file(RENAME "${path}.new" "${path}")
endfunction()
