/* simdjson's other parser, which checks everything, as a second opinion. */
#include "feed/oracle.h"

#include <simdjson.h>
#include <string>

bool oracle_is_object(const char *line, size_t size)
{
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    simdjson::padded_string copy(line, size);
    if (parser.allocate(size + 1, 512))
        return false;
    return !parser.parse(copy).get(element) && element.is_object();
}
