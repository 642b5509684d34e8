#pragma once

/// \file
/// A report as its reader sees it: well-formed XML, drawings with a ruler at their tick labels.

#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include <clocale>
#include <cstddef>
#include <cstdlib>
#include <locale>
#include <string>
#include <utility>
#include <vector>

namespace gassan::test {

struct Page {
    std::string text;
    pugi::xml_document tree;

    explicit Page(std::string html) : text(std::move(html)) {
        const auto parsed = tree.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata);
        INFO(parsed.description() << " at byte " << parsed.offset);
        REQUIRE(parsed);
    }
    [[nodiscard]] std::size_t count(const char* xpath) const { return tree.select_nodes(xpath).size(); }
    [[nodiscard]] std::string attribute(const char* xpath) const { return tree.select_node(xpath).attribute().value(); }
    /// All the text a reader sees or points at.
    [[nodiscard]] std::string words() const {
        std::string all;
        for (const auto& node : tree.select_nodes("//body//text()")) all += node.node().value();
        return all;
    }
};

/// Numbers at the tick labels of a drawing against the pixels they stand at: what a reader with a ruler does.
struct Ruler {
    double first_value, first_px, per_px;

    Ruler(const pugi::xml_node& svg, const char* group, const char* coordinate = "x") {
        const auto labels = svg.select_nodes(("g[@class='" + std::string(group) + "']/text").c_str());
        REQUIRE(labels.size() >= 2);
        const auto first = labels.begin()->node(), last = (labels.end() - 1)->node();
        first_value = std::strtod(first.text().get(), nullptr);
        first_px = first.attribute(coordinate).as_double();
        per_px = (std::strtod(last.text().get(), nullptr) - first_value) /
                 (last.attribute(coordinate).as_double() - first_px);
    }
    [[nodiscard]] double value(double px) const { return first_value + (px - first_px) * per_px; }
};

struct Outline {
    std::vector<double> x, y;
};

/// The points of a path made of absolute M and L.
inline Outline outline(const std::string& data) {
    Outline out;
    for (std::size_t at = data.find_first_of("ML"); at != std::string::npos; at = data.find_first_of("ML", at + 1)) {
        char* rest = nullptr;
        out.x.push_back(std::strtod(data.c_str() + at + 1, &rest));
        out.y.push_back(std::strtod(rest, nullptr));
    }
    return out;
}

/// Decimal commas wherever a locale is asked, until the end of the scope.
struct GermanNumbers {
    struct Commas : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    std::locale before = std::locale::global(std::locale(std::locale::classic(), new Commas));
    bool c_library = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;

    GermanNumbers() = default;
    GermanNumbers(const GermanNumbers&) = delete;
    GermanNumbers& operator=(const GermanNumbers&) = delete;
    ~GermanNumbers() {
        std::locale::global(before);
        std::setlocale(LC_ALL, "C");
    }
};

}  // namespace gassan::test
