#pragma once

#include "core/model/value_table.hpp"

#include <cstdint>
#include <string>

namespace gassan::test {

/// A table of random numbers in which every kind of cell, every fact and names that trip readers occur: Japanese and
/// Greek letters, primes, commas, quotes, semicolons, "MARCH", what spreadsheets take for formulas and for numbers.
[[nodiscard]] ValueTable made_values(std::uint64_t seed);

/// Where two tables differ, in words; "" where they are equal to the last bit. The path of a sample's run is left out:
/// no table of values has it.
[[nodiscard]] std::string difference(const ValueTable& a, const ValueTable& b);

}  // namespace gassan::test
