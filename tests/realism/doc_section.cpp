#include "tests/realism/doc_section.hpp"

#include <stdexcept>
#include <utility>

namespace gassan::realism {
namespace {

/// Where the text between the marks begins and ends.
std::pair<std::size_t, std::size_t> bounds(std::string_view document, std::string_view name) {
    const std::string first = "<!-- " + std::string(name) + " -->\n",
                      last = "<!-- end of " + std::string(name) + " -->";
    const auto begin = document.find(first);
    if (begin == std::string_view::npos)
        throw std::runtime_error("no line '" + first.substr(0, first.size() - 1) + "'");
    const auto end = document.find(last, begin);
    if (end == std::string_view::npos) throw std::runtime_error("no line '" + last + "'");
    return {begin + first.size(), end};
}

}  // namespace

std::string section(std::string_view document, std::string_view name) {
    const auto [begin, end] = bounds(document, name);
    return std::string(document.substr(begin, end - begin));
}

std::string with_section(std::string_view document, std::string_view name, std::string_view text) {
    const auto [begin, end] = bounds(document, name);
    return std::string(document.substr(0, begin)).append(text).append(document.substr(end));
}

}  // namespace gassan::realism
