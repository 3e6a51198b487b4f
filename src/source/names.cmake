# Tables of names as C: included by agencies.cmake and phrases.cmake.
#
# A name's lead is its first four bytes, folded, as a little-endian number; all of it where it is shorter than four.
# The bucket is a hash of that: lead * 2654435761 mod 2^32, the upper ten bits; the next four are its mark. Names are
# sorted by bucket and then longest first, so that a lookup reads an entry or two and the first hit is the longest.

# The lead of a name of which `hex` are the folded bytes.
function(lead_of out hex)
  string(LENGTH "${hex}" digits)
  set(lead "")
  foreach(at RANGE 0 6 2)
    if(at LESS digits)
      string(SUBSTRING "${hex}" ${at} 2 byte)
      string(PREPEND lead ${byte})
    endif()
  endforeach()
  set(${out} 0x${lead} PARENT_SCOPE)
endfunction()

# A sortable key: bucket, descending length, lead, the text itself; value and exactness behind them.
function(add_key list text value exact)
  string(TOLOWER "${text}" folded)
  string(HEX "${folded}" hex)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  if(size LESS 2 OR size GREATER 255)
    message(FATAL_ERROR "${IN}: a name of ${size} bytes: ${text}")
  endif()
  lead_of(lead "${hex}")
  math(EXPR bucket "1000 + ((${lead} * 2654435761 & 0xffffffff) >> 22)")
  math(EXPR rest "1000 - ${size}")
  list(APPEND ${list} "${bucket}|${rest}|${lead}|${hex}|${value}|${exact}|${text}")
  set(${list} "${${list}}" PARENT_SCOPE)
endfunction()

# ${out}_names, ${out}_index and ${out}_marks: the sorted names, where each bucket begins, and its marks.
function(emit out list)
  list(SORT ${list})
  set(text "")
  set(index "")
  set(marks "")
  set(mark 0)
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
        string(APPEND marks " ${mark},")
        set(mark 0)
      endforeach()
      math(EXPR next "${bucket} + 1")
    endif()
    math(EXPR mark "${mark} | 1 << ((${lead} * 2654435761 & 0xffffffff) >> 18 & 15)")
    math(EXPR n "${n} + 1")
  endforeach()
  foreach(begin RANGE ${next} 1024)
    string(APPEND index " ${n},")
    string(APPEND marks " ${mark},")
    set(mark 0)
  endforeach()
  string(SUBSTRING "${marks}" 3 -1 marks) # each was written when the next bucket began: the first is of none
  foreach(lines IN ITEMS index marks)
    string(REGEX REPLACE "(( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,)( [0-9]+,))" "   \\1\n"
      ${lines} "${${lines}}")
  endforeach()
  set(${out} "static const struct source_name ${out}_names[] = {
${text}};
static const uint16_t ${out}_index[SOURCE_BUCKETS + 1] = {
${index}
};
static const uint16_t ${out}_marks[SOURCE_BUCKETS] = {
${marks}
};
" PARENT_SCOPE)
endfunction()

# ${out}: as the marks of a table, for the leads of the last three bytes of its names.
function(emit_ends out list)
  foreach(key IN LISTS ${list})
    string(REGEX MATCH "0x[0-9a-f]+[|]([0-9a-f]+)[|]" all "${key}")
    set(hex "${CMAKE_MATCH_1}")
    string(LENGTH "${hex}" digits)
    if(digits GREATER 6)
      math(EXPR at "${digits} - 6")
      string(SUBSTRING "${hex}" ${at} 6 hex)
    endif()
    lead_of(lead "${hex}")
    math(EXPR hash "${lead} * 2654435761 & 0xffffffff")
    math(EXPR bucket "${hash} >> 22")
    if(NOT DEFINED ends_${bucket})
      set(ends_${bucket} 0)
    endif()
    math(EXPR ends_${bucket} "${ends_${bucket}} | 1 << (${hash} >> 18 & 15)")
  endforeach()
  set(text "")
  foreach(bucket RANGE 1023)
    if(DEFINED ends_${bucket})
      string(APPEND text "    [${bucket}] = ${ends_${bucket}},\n")
    endif()
  endforeach()
  set(${out} "static const uint16_t ${out}[SOURCE_BUCKETS] = {
${text}};
" PARENT_SCOPE)
endfunction()

function(write_whole path text)
  file(WRITE "${path}.new" "${text}")
  file(RENAME "${path}.new" "${path}")
endfunction()
