# Turns phrases.tsv into a C file of constant tables: cmake -DIN=phrases.tsv -DOUT=phrases.c -P phrases.cmake
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/names.cmake)

file(STRINGS "${IN}" lines ENCODING UTF-8)
set(phrases "")
set(count 0)
set(keys "")
set(files_keys "")
foreach(line IN LISTS lines)
  if(line MATCHES "^#" OR line STREQUAL "")
    continue()
  endif()
  if(NOT line MATCHES "^([a-z][a-z])\t(credit|files|byline|copyright|signature|photo|article|behind|quote|says)\t(whole|any)\t(yes|no)\t(0\\.[0-9]+)\t([^\t]+)$")
    message(FATAL_ERROR "${IN}: not a phrase: ${line}")
  endif()
  string(TOUPPER "${CMAKE_MATCH_2}" kind)
  set(whole false)
  if(CMAKE_MATCH_3 STREQUAL "whole")
    set(whole true)
  endif()
  set(names false)
  if(CMAKE_MATCH_4 STREQUAL "yes")
    set(names true)
  endif()
  string(APPEND phrases "    {PHRASE_${kind}, ${whole}, ${names}, ${CMAKE_MATCH_5}f},\n")
  set(text "${CMAKE_MATCH_6}")
  add_key(keys "${text}" ${count} 0)
  if(kind STREQUAL "FILES")
    add_key(files_keys "${text}" ${count} 0)
  endif()
  math(EXPR count "${count} + 1")
endforeach()

emit(phrase_texts keys)
emit(files_texts files_keys)

write_whole("${OUT}" "/* Generated from phrases.tsv; do not edit. */
#include \"source/finder.h\"

const struct source_phrase source_phrases[] = {
${phrases}};

${phrase_texts}
${files_texts}
const struct source_names source_files_texts = {files_texts_names, files_texts_index, files_texts_marks};
const struct source_names source_phrase_texts = {phrase_texts_names, phrase_texts_index, phrase_texts_marks};
")
