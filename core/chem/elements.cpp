#include "core/chem/elements.hpp"

#include "core/base/table.hpp"

namespace gassan {

namespace embedded {
extern const std::string_view elements_tsv;
}

namespace {

std::vector<Element> read_elements() {
    const auto table = split_table(embedded::elements_tsv);
    std::vector<Element> all;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const auto symbol = cell(table, row, "element");
        if (all.empty() || all.back().symbol != symbol) all.push_back({std::string(symbol), {}, 0});
        Element& element = all.back();
        element.isotopes.push_back({int(to_number(cell(table, row, "mass_number"))),
                                    to_number(cell(table, row, "mass")), to_number(cell(table, row, "abundance"))});
        if (element.isotopes.back().abundance > element.isotopes[element.main].abundance)
            element.main = element.isotopes.size() - 1;
    }
    return all;
}

}  // namespace

std::span<const Element> elements() {
    static const std::vector<Element> all = read_elements();
    return all;
}

int element_index(std::string_view symbol) {
    const auto all = elements();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].symbol == symbol) return int(i);
    return -1;
}

}  // namespace gassan
