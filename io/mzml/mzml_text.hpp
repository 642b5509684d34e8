#pragma once

/// \file
/// The text of an mzML document around its arrays, for all who write one.

#include "core/model/spectrum.hpp"
#include "io/mzml/write_mzml.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace gassan {

/// Text as XML can hold it: bytes that are no UTF-8, and control characters, become '?'.
[[nodiscard]] std::string xml_text(std::string_view text);

/// The same as the value of an attribute.
[[nodiscard]] std::string xml_attribute(std::string_view text);

[[nodiscard]] std::string cv_param(std::string_view accession, std::string_view name, std::string_view value = "");
[[nodiscard]] std::string cv_param_with_unit(std::string_view accession, std::string_view name, std::string_view value,
                                             std::string_view unit, std::string_view unit_name);

/// The id under which a spectrum is written: its own, or that of its place where it has none.
[[nodiscard]] std::string written_id(const Spectrum& spectrum, std::size_t index);

/// From the first byte to the start tag of the list of spectra.
[[nodiscard]] std::string mzml_head(const MzmlWriteOptions& options, std::size_t spectrum_count);

/// From <spectrum> to the start tag of its list of two arrays; begins with six blanks.
[[nodiscard]] std::string spectrum_head(const Spectrum& spectrum, std::size_t index, const std::string& id,
                                        bool time_in_minutes);

constexpr std::size_t spectrum_indent = 6;
constexpr std::string_view spectrum_tail = "        </binaryDataArrayList>\n      </spectrum>\n";
constexpr std::string_view spectrum_list_tail = "    </spectrumList>\n";
constexpr std::string_view mzml_tail = "  </run>\n</mzML>\n";

/// How the numbers of an array are written.
[[nodiscard]] std::string array_coding_terms(bool is_64_bit, bool zlib);

/// What an array holds, and whether its numbers are packed.
[[nodiscard]] std::string array_terms(bool is_mz, bool is_64_bit, bool zlib);

/// \throws ParameterError for what no reader would take: a time that is not finite or negative, points without partner
void require_writable(const std::filesystem::path& path, const Spectrum& spectrum);

}  // namespace gassan
