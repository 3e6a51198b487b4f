# Turns the files of page/ into a C file: cmake -DIN=FOLDER -DOUT=pages.c -P page.cmake
cmake_minimum_required(VERSION 3.25)

set(code "/* Generated from report/page/; do not edit. */\n#include \"report/page.h\"\n")
foreach(kind IN ITEMS html css js)
  file(READ "${IN}/page.${kind}" bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND code "
static const unsigned char ${kind}[] = {
${bytes}
};

const struct report_file report_page_${kind} = {${kind}, sizeof ${kind}};
")
endforeach()
file(WRITE "${OUT}.new" "${code}")
file(RENAME "${OUT}.new" "${OUT}")
