#include "io/base/fault_list.hpp"

#include <utility>

namespace gassan {
namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
    return text;
}

}  // namespace

FaultList::FaultList(std::vector<std::string> all) : ParameterError(joined(all)), lines(std::move(all)) {}

}  // namespace gassan
