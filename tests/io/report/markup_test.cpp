#include "io/report/markup.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace gassan::report;

// ---- known answers -----------------------------------------------------------------------------------------

TEST_CASE("markup: text that could be read as HTML is written as references", "[report]") {
    CHECK(escaped("<script>alert('x')</script>") == "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    CHECK(escaped("a\" onload=\"b") == "a&quot; onload=&quot;b");
    CHECK(escaped("&amp;") == "&amp;amp;");
    CHECK(escaped("=cmd|' /C calc'!A0") == "=cmd|&#39; /C calc&#39;!A0");
}

TEST_CASE("markup: control characters are shown, not obeyed", "[report]") {
    CHECK(escaped("a\nb\r\tc") == "a\\nb\\r\\tc");
    CHECK(escaped(std::string("nul\0esc\x1b", 8)) == "nul\\x00esc\\x1b");
    CHECK(escaped("\x7f\xC2\x85") == "\\x7f\\u0085");
}

TEST_CASE("markup: code points that turn or hide text are shown", "[report]") {
    CHECK(escaped("exe.\xE2\x80\xAEgnp") == "exe.\\u202egnp");  // right-to-left override
    CHECK(escaped("a\xE2\x80\x8B"
                  "b") == "a\\u200bb");  // zero width space
    CHECK(escaped("\xEF\xBB\xBF") == "\\ufeff");
    CHECK(escaped("\xEF\xBF\xBF") == "\\uffff");
}

TEST_CASE("markup: names in any script stay as they are", "[report]") {
    CHECK(escaped("尿_QC03 ñ 😀 é") == "尿_QC03 ñ 😀 é");
    CHECK(escaped("").empty());
}

TEST_CASE("markup: bytes that are not UTF-8 are shown by their value", "[report]") {
    CHECK(escaped("\x94\x41") == "\\x94A");                   // Shift-JIS
    CHECK(escaped("\xC0\xBC") == "\\xC0\\xBC");               // overlong '<'
    CHECK(escaped("\xE0\x80\xBC") == "\\xE0\\x80\\xBC");      // overlong, three bytes
    CHECK(escaped("\xED\xA0\x80") == "\\xED\\xA0\\x80");      // surrogate
    CHECK(escaped("ab\xE6\xB3") == "ab\\xE6\\xB3");           // cut
    CHECK(escaped("\xF4\x90\x80\x80").starts_with("\\xF4"));  // above U+10FFFF
    CHECK(escaped("\xE6<b>") == "\\xE6&lt;b&gt;");            // a lead byte does not swallow the '<' after it
}

TEST_CASE("markup: numbers are written as in features.tsv", "[report]") {
    CHECK(fixed(414.6, 3) == "414.600");
    CHECK(fixed(-0.0001, 2) == "0.00");
    CHECK(significant(1234567.0) == "1234570");
    CHECK(significant(0.00123456789) == "0.00123457");
    CHECK(significant(210.0) == "210");
    CHECK(significant(999999.7) == "1000000");
    CHECK(significant(0.0) == "0");
    CHECK(significant(1.5e20) == "1.50000e+20");
    CHECK(grouped(999) == "999");
    CHECK(grouped(3600) == "3,600");
    CHECK(grouped(1234567) == "1,234,567");
}

TEST_CASE("markup: an area is given to two digits of its error", "[report]") {
    CHECK(with_error(1234000.0, 21000.0) == "(1.234 ± 0.021)×10⁶");
    CHECK(with_error(56.78, 1.234) == "56.8 ± 1.2");
    CHECK(with_error(1234000.0, std::nan("")) == "1.234×10⁶");
    CHECK(with_error(500.0, 20000.0) == "(0.1 ± 2.0)×10⁴");  // an error above the value sets the power
}

// ---- edges -------------------------------------------------------------------------------------------------

TEST_CASE("markup: a number that is not there is nothing", "[report]") {
    const double bad = GENERATE(std::nan(""), std::numeric_limits<double>::infinity());
    CHECK(fixed(bad, 2).empty());
    CHECK(significant(bad).empty());
    CHECK(with_error(bad, 1.0).empty());
}

TEST_CASE("markup: amounts have four digits, with a power of ten where they are tiny or huge", "[report]") {
    CHECK(four_digits(0.132062) == "0.1321");
    CHECK(four_digits(12.3456) == "12.35");
    CHECK(four_digits(-0.8293) == "-0.8293");
    CHECK(four_digits(9999.7) == "10000");
    CHECK(four_digits(123456.0) == "123500");
    CHECK(four_digits(72.0) == "72");
    CHECK(four_digits(0.0012345678) == "0.001235");
    CHECK(four_digits(9.49774e-6) == "9.498·10⁻⁶");
    CHECK(four_digits(-2.5e-7) == "-2.5·10⁻⁷");
    CHECK(four_digits(3e12) == "3·10¹²");
    CHECK(four_digits(0.0) == "0");
    CHECK(four_digits(std::numeric_limits<double>::quiet_NaN()).empty());
}
