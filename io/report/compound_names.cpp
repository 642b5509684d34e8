#include "io/report/compound_names.hpp"

#include "core/library/internal_standards.hpp"
#include "core/library/library_names.hpp"

#include <algorithm>

namespace gassan::report {
namespace {

std::string_view japanese(std::string_view name) {
    if (const auto* standard = find_internal_standard(name)) return standard->name_ja;
    if (const auto* compound = find_by_name(name)) return compound->name_ja;
    return {};
}

/// The part before the next '|', which is taken off.
std::string_view next_part(std::string_view& parts) {
    const std::size_t end = std::min(parts.find('|'), parts.size());
    const std::string_view part = parts.substr(0, end);
    parts.remove_prefix(std::min(end + 1, parts.size()));
    return part;
}

}  // namespace

std::string compound_name(Language language, std::string_view id, std::string_view name) {
    const std::string_view told = name.empty() ? id : name;
    if (language == Language::ja)
        if (const auto found = japanese(told); !found.empty()) return std::string(found);
    return std::string(told);
}

std::string compound_names(Language language, std::string_view ids, std::string_view names) {
    std::string out;
    while (!ids.empty() || !names.empty()) {
        const auto id = next_part(ids), name = next_part(names);
        out += (out.empty() ? "" : " | ") + compound_name(language, id, name);
    }
    return out;
}

}  // namespace gassan::report
