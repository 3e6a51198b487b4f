# Turns agencies.tsv into a C file of constant tables: cmake -DIN=agencies.tsv -DOUT=agencies.c -P agencies.cmake
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/names.cmake)

file(STRINGS "${IN}" lines ENCODING UTF-8)
set(agencies "")
set(count 0)
set(alias_keys "")
set(outlet_keys "")

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

emit(aliases alias_keys)
emit(outlets outlet_keys)
emit_ends(ends alias_keys)

write_whole("${OUT}" "/* Generated from agencies.tsv; do not edit. */
#include \"source/agency.h\"

_Static_assert(${count} <= SOURCE_MAX_AGENCIES, \"too many agencies\");

static const struct source_agency agencies[] = {
${agencies}};

${aliases}
${outlets}
${ends}
const struct source_book source_builtin = {
    .agencies = agencies,
    .count = ${count},
    .aliases = {aliases_names, aliases_index, aliases_marks},
    .outlets = {outlets_names, outlets_index, outlets_marks},
    .ends = ends,
};
")
