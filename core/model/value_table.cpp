#include "core/model/value_table.hpp"

#include <array>
#include <utility>

namespace gassan {

std::string_view value_scale_name(ValueScale scale) {
    constexpr std::array<std::string_view, 6> names{"linear", "ln", "log2", "log10", "glog", "scaled"};
    return names[std::size_t(scale)];
}

ValueTable empty_values(Study study, std::vector<Variable> variables) {
    ValueTable table;
    table.study = std::move(study);
    table.variables = std::move(variables);
    const std::size_t cells = table.variables.size() * table.samples();
    table.values.assign(cells, no_value);
    table.limits.assign(cells, no_value);
    table.kinds.assign(cells, CellKind::not_measured);
    return table;
}

}  // namespace gassan
