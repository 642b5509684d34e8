#pragma once

#include <string>
#include <string_view>

namespace gassan {

/// Two names with one key are twins: they look alike, and some file systems and spreadsheets take them for one.
/// Letters of ASCII become small ones; letters of Latin-1 and Latin Extended-A, voiced kana and Hangul are taken apart
/// as Unicode's canonical decomposition does (UAX #15). Other scripts are compared as they are.
[[nodiscard]] std::string name_key(std::string_view utf8);

}  // namespace gassan
