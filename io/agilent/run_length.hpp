#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace gassan {

/// The word that a run-length stream of so many counts begins with.
[[nodiscard]] std::uint32_t run_length_word(std::size_t points);

/// Decodes what stands behind start and step of a run-length profile: a word with the number of counts, the zeros at
/// the begin, then numbers of 1, 2, 4 or 8 bytes. A number that is not negative is a count; a negative one skips zeros
/// and tells the width of what follows. Zeros at the end are not stored. \param first_byte of the stream within its
/// block, for messages \throws Fault where the stream is damaged or has another number of counts
void decode_run_length(std::span<const unsigned char> stream, std::size_t first_byte, std::span<std::uint32_t> counts);

}  // namespace gassan
