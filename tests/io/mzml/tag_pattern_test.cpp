#include "io/mzml/tag_pattern.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace gassan;

namespace {

constexpr std::string_view first =
    "<spectrum index=\"0\" id=\"scan=1\">\n  <cvParam accession=\"MS:1000511\" value=\"1\"/>\n <list count=\"2\">";

using Values = std::vector<std::string_view>;

}  // namespace

TEST_CASE("tag pattern: matches the next of its kind whatever its open values, and no further") {
    const auto pattern = TagPattern::learn(first);
    REQUIRE(pattern);
    const std::string next =
        "<spectrum index=\"17\" id=\"\">\n  <cvParam accession=\"MS:1000511\" value=\"a b 3\"/>\n <list count=\"2\">";
    Values values;
    const std::string text = next + "<other/>";
    CHECK(pattern->match(text, values) == next.size());
    CHECK(values == Values{"17", "", "a b 3"});
    for (std::size_t size = 0; size < next.size(); ++size) CHECK(pattern->match(next.substr(0, size), values) == 0);
}

TEST_CASE("tag pattern: any change outside the open values is another kind") {
    const auto pattern = TagPattern::learn(first);
    REQUIRE(pattern);
    Values values;
    for (std::size_t i = 0; i < first.size(); ++i) {
        const bool open = i == first.find("0\"") || (i >= first.find("scan=1") && i < first.find("scan=1") + 6) ||
                          i == first.find("1\"/>");
        std::string changed(first);
        changed[i] = '~';
        INFO(changed);
        CHECK((pattern->match(changed, values) > 0) == open);
    }
}

TEST_CASE("tag pattern: a value that needs an XML parser does not match") {
    const auto pattern = TagPattern::learn(first);
    REQUIRE(pattern);
    Values values;
    for (const std::string bad : {"a&amp;b", "a<b", "a>b", "a\tb", "a\nb", "\xc3\xa4",
                                  "\x01"
                                  "0"}) {
        std::string text(first);
        text.replace(text.find("scan=1"), 6, bad);
        INFO(bad);
        CHECK(pattern->match(text, values) == 0);
    }
    for (const std::size_t length : {255u, 256u}) {
        std::string text(first);
        text.replace(text.find("scan=1"), 6, std::string(length, 'x'));
        CHECK((pattern->match(text, values) > 0) == (length == 255));
    }
}

TEST_CASE("tag pattern: numbered tags say which open value stands where, fixed ones as they are") {
    const auto pattern = TagPattern::learn(first);
    REQUIRE(pattern);
    CHECK(pattern->numbered_tags() ==
          "<spectrum index=\"\x01"
          "0\" id=\"\x01"
          "1\"><cvParam accession=\"MS:1000511\" value=\"\x01"
          "2\"/>"
          "<list count=\"2\">");
    CHECK(TagPattern::number_of("\x01"
                                "12") == 12u);
    CHECK_FALSE(TagPattern::number_of("12"));
    CHECK_FALSE(TagPattern::number_of(""));
}

TEST_CASE("tag pattern: what cannot be compared byte by byte is not learnt") {
    for (const char* text : {"<a><!-- x --><b>", "<a>text<b>", "<a id='1'>", "<a name=\"&amp;\">",
                             "<a name=\"\xc3\xa4\">", "<a><![CDATA[x]]>", "<a><?x?>", "<a id=\"1", "<a"})
        CHECK_FALSE(TagPattern::learn(text));
}
