#include "core/library/isomer_order.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"

#include <string>
#include <vector>

namespace gassan {

namespace embedded {
extern const std::string_view isomer_order_tsv;
}

namespace {

const LibraryCompound* known(std::string_view id) {
    const auto* compound = find_in_library(id);
    if (!compound) throw Error("isomer order: the library has no '" + std::string(id) + "'");
    return compound;
}

}  // namespace

std::span<const IsomerOrder> isomer_orders() {
    static const auto all = [] {
        const auto table = split_table(embedded::isomer_order_tsv);
        std::vector<IsomerOrder> rows;
        for (std::size_t row = 0; row < table.rows.size(); ++row)
            rows.push_back({known(cell(table, row, "faster")), known(cell(table, row, "slower")),
                            library_mode(cell(table, row, "mode")), cell(table, row, "source")});
        return rows;
    }();
    return all;
}

}  // namespace gassan
