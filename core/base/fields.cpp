#include "core/base/fields.hpp"

namespace gassan {

bool is_choice(std::string_view choices, std::string_view word) {
    while (true) {
        const auto bar = choices.find('|');
        if (choices.substr(0, bar) == word) return true;
        if (bar == std::string_view::npos) return false;
        choices.remove_prefix(bar + 1);
    }
}

}  // namespace gassan
