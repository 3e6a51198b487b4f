/* The smallest user of the library; valid as C17 and as C++17. */
#include <stdio.h>
#include <stet/stet.h>

int main(void)
{
    stet_error error;
    stet_output *output = NULL;
    if (stet_output_open(&output, "/", &error) != STET_ERR_IO)
        return 1;
    printf("%s %s\n", stet_version(), stet_status_name(STET_OK));
    return 0;
}
