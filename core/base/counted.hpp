#pragma once

/// \file
/// Numbers of things in sentences.

#include <cstdint>
#include <string>
#include <string_view>

namespace gassan {

/// The word or words for so many: one for 1, else more.
[[nodiscard]] constexpr std::string_view plural(std::uint64_t count, std::string_view one, std::string_view more) {
    return count == 1 ? one : more;
}

/// "1 run", "2 runs", "0 runs"; the verb may be among the words: "1 run is", "2 runs are".
[[nodiscard]] inline std::string counted(std::uint64_t count, std::string_view one, std::string_view more) {
    return std::to_string(count).append(" ").append(plural(count, one, more));
}

}  // namespace gassan
