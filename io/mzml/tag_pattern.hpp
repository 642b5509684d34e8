#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// A stretch of tags as it stands in a file, with the values of some attributes left open: the description of one
/// spectrum differs from that of the next in a few numbers only. What has been walked through and parsed once is
/// recognised afterwards by comparing the text between the open values.
///
/// Open are the values of id, index, value, defaultArrayLength, arrayLength and encodedLength.
class TagPattern {
public:
    /// \param text whole tags with nothing but white space between them, found well-formed by an XmlCursor.
    /// \return nothing where the text holds what cannot be compared byte by byte: comments, references, CDATA, text,
    /// values in single quotes, characters beyond ASCII.
    [[nodiscard]] static std::optional<TagPattern> learn(std::string_view text);

    /// The text with each open value replaced by its number, a name that no file can hold: whoever parses it sees
    /// which number stands where. White space between tags is left out.
    [[nodiscard]] const std::string& numbered_tags() const { return numbered_tags_; }
    /// The number of an open value, out of a value of the parsed numbered_tags(); nothing for fixed text.
    [[nodiscard]] static std::optional<std::size_t> number_of(std::string_view value);

    /// Does text begin as this pattern does? Then values holds the open values, and the result is the length matched;
    /// else 0. A value matches where it is printable ASCII, shorter than 256, without '<', '>' and '&'.
    [[nodiscard]] std::size_t match(std::string_view text, std::vector<std::string_view>& values) const;

private:
    std::vector<std::string> fixed_;  ///< before, between and after the open values
    std::string numbered_tags_;
};

}  // namespace gassan
