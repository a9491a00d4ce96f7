/* The countries that the shop delivers to: ISO 3166-1 alpha-2 codes, sorted. The parser refuses any
 * other; the generator draws from the same list.
 */
#ifndef COUNTRIES_H
#define COUNTRIES_H

static const char *const countries[] = {
    "AE", "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CL", "CN", "CZ", "DE", "DK", "EE", "ES",
    "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IL", "IN", "IS", "IT", "JP", "KR", "LT", "LU", "LV",
    "MX", "NL", "NO", "NZ", "PL", "PT", "RO", "SE", "SG", "SI", "SK", "TR", "TW", "UA", "US", "ZA",
};

enum { COUNTRY_COUNT = sizeof countries / sizeof *countries };

#endif
