#include "tests/realism/side_by_side.hpp"

#include "tests/realism/cems_10ppm.hpp"
#include "tests/realism/doc_section.hpp"
#include "tests/realism/documents.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::realism;
using Catch::Matchers::Contains;

TEST_CASE("side by side: a table of three runs has their median, their range and the ratio") {
    const auto run = [](double width, double gaps) {
        return std::vector<Figure>{{"width", "width", "s", width}, {"gaps", "gaps", "1", gaps}};
    };
    const std::vector<std::vector<Figure>> simulated{run(10.0, 1.0), run(12.0, no_value), run(20.0, 3.0)};
    const auto table = side_by_side_table({{"width", 8.0}, {"gaps", 0.0}}, simulated);
    CHECK_THAT(table, Contains("| width | s | 8 | 12 | 10.2 to 19.2 | 1.5 |\n"));
    CHECK_THAT(table, Contains("| gaps |  | 0 | 2 | 1.1 to 2.9 | - |\n"));
}

TEST_CASE("side by side: numbers are short and plain") {
    CHECK(short_number(191778.1, "counts") == "192000");
    CHECK(short_number(414.5996, "s") == "414.6");
    CHECK(short_number(0.50949, "s") == "0.5095");
    CHECK(short_number(-0.0123456, "1") == "-0.0123");
    CHECK(short_number(99.96, "1") == "100");
    CHECK(short_number(0.0, "1") == "0");
    CHECK(short_number(std::nan(""), "1") == "-");
}

TEST_CASE("side by side: figures are read as they were written, and what is none is refused") {
    const std::vector<Figure> figures{{"a_b", "", "", 0.1}, {"c", "", "", 192000.0}};
    const auto read = read_figures_tsv(figures_tsv(figures));
    CHECK(read == std::map<std::string, double>{{"a_b", 0.1}, {"c", 192000.0}});
    CHECK_THROWS_WITH(read_figures_tsv("figure\tvalue\nx 1\n"), Contains("'x 1'"));
    CHECK_THROWS_WITH(read_figures_tsv("figure\tvalue\nx\t1e\n"), Contains("'x\t1e'"));
}

TEST_CASE("doc section: what stands between the marks is read and replaced, the rest stays") {
    const std::string text = "before\n<!-- one -->\nold\n<!-- end of one -->\nafter\n";
    CHECK(section(text, "one") == "old\n");
    CHECK(with_section(text, "one", "new\nlines\n") ==
          "before\n<!-- one -->\nnew\nlines\n<!-- end of one -->\nafter\n");
    CHECK_THROWS_WITH(section(text, "two"), Contains("<!-- two -->"));
    CHECK_THROWS_WITH(section("<!-- one -->\n", "one"), Contains("<!-- end of one -->"));
}

TEST_CASE("realism: the table of the real run beside simulated ones is what the simulator gives now") {
    INFO(regenerate);
    CHECK(section(read_text(chapter_path()), "real-beside-simulated") == made_side_by_side());
}
