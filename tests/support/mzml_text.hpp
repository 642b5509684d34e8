#pragma once

/// \file
/// mzML written by hand, independent of the writer under test: base64 digit by digit, zlib by zlib itself. Every
/// piece can be replaced, so that a test says in one line what is wrong with its file.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::test {

[[nodiscard]] std::string simple_base64(std::string_view bytes);
/// As the plainest of decoders does it: one character after the other. Nothing for text that is not base64.
[[nodiscard]] std::optional<std::string> simple_base64_decoded(std::string_view text);
[[nodiscard]] std::string zlib_bytes(std::string_view bytes);
[[nodiscard]] std::string gzip_bytes(std::string_view bytes);
/// The same content in members of `size` bytes each.
[[nodiscard]] std::string gzip_members(std::string_view bytes, std::size_t size);
[[nodiscard]] std::string utf16(std::string_view ascii, bool big_endian, bool mark);

[[nodiscard]] std::string doubles(const std::vector<double>& values);
[[nodiscard]] std::string floats(const std::vector<double>& values);

/// text with the nth occurrence (from 0) of `from` replaced. Throws if there is none: a damage that damages nothing
/// would be a test that cannot fail.
[[nodiscard]] std::string replaced(std::string text, std::string_view from, std::string_view to, std::size_t nth = 0);
[[nodiscard]] std::string replaced_all(std::string text, std::string_view from, std::string_view to);

struct ArrayText {
    std::string terms;    ///< cvParam elements
    std::string payload;  ///< text of <binary>
    std::string length;   ///< encodedLength; by default that of the payload
};
[[nodiscard]] ArrayText mz_array(const std::vector<double>& mz);                ///< 64 bit, zlib
[[nodiscard]] ArrayText intensity_array(const std::vector<double>& intensity);  ///< 32 bit, zlib
[[nodiscard]] ArrayText with_payload(ArrayText array, std::string_view bytes);  ///< same terms, these bytes
[[nodiscard]] std::string cv(std::string_view accession, std::string_view name, std::string_view value = "");

struct SpectrumText {
    std::string index, id, length;
    std::string level = "1";
    std::string terms;  ///< polarity, representation
    std::string time = "100.5", unit = "UO:0000010", unit_name = "second";
    std::vector<ArrayText> arrays;

    [[nodiscard]] std::string xml() const;
};

/// The file that all damage starts from: five MS1 spectra of 6, 9, 4, 0 and 7 points and one MS2 spectrum, indexed.
struct RunText {
    std::string declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    std::string head;  ///< what stands between <mzML> and <run>
    std::string count;
    std::vector<SpectrumText> spectra;
    bool indexed = true;

    [[nodiscard]] std::string xml() const;
};
[[nodiscard]] RunText small_mzml_run();

}  // namespace gassan::test
