#pragma once

/// \file
/// Walks over the tags of an XML document by hand, so that binary payloads are jumped over at memory speed and a run
/// larger than memory can be read. It proves that tags are nested and closed, that characters are legal and limits
/// are kept; attributes are parsed elsewhere, out of the tags collected here (spectrum_header.hpp).
///
/// Comments, processing instructions and text outside <binary> (mzXML: <peaks>) are skipped. A document type
/// declaration is refused at sight: nothing is ever expanded, opened or fetched. XML 1.0 (fifth edition), W3C, 2008.

#include "io/base/text_window.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

struct XmlTag {
    enum class Kind { start, end };
    Kind kind = Kind::start;
    bool empty = false;      ///< <x/>: no end tag will be reported
    std::string_view name;   ///< without namespace prefix
    std::string_view raw;    ///< from '<' to '>'
    std::uint64_t byte = 0;  ///< of '<'
};

/// What stands inside an element that holds text only.
struct XmlText {
    std::string_view text;
    std::uint64_t byte = 0;     ///< of its first character
    bool is_contiguous = true;  ///< false: put together from pieces, so byte + i is not the place of text[i]
    bool is_proven = true;      ///< false: may hold '<' or '&', and is the element's text only if it does not
};

/// The elements that are open at a place.
struct OpenElements {
    std::string names;  ///< one after the other
    std::vector<std::size_t> name_ends;
    bool inside_binary = false;  ///< the innermost is <binary> or <peaks>: its text is not looked at by XmlCursor::next

    bool operator==(const OpenElements&) const = default;
};

class XmlCursor {
public:
    explicit XmlCursor(TextWindow& window);

    /// The next tag; false at the end of the text. Views are valid until the next call of any kind.
    /// \throws Fault for anything that is not well-formed or beyond a limit.
    bool next(XmlTag& tag);

    /// The text of the element whose start tag was just returned, up to its end tag (which next() then returns).
    /// CDATA, character references and comments are resolved. \throws Fault if it is longer than `longest`.
    [[nodiscard]] XmlText text(std::uint64_t longest);

    /// The same, where it should have this length: nothing, and the cursor stays, unless an end tag follows there.
    /// The text is not looked at (is_proven is false): if it cannot be used, go back and take it with text().
    [[nodiscard]] std::optional<XmlText> text_of_length(std::uint64_t length);
    void go_back(const XmlText& text) { jump(text.byte, OpenElements(open_)); }

    /// For tags that are known to be well-formed because the same were walked through before (TagPattern): what the
    /// window holds from a byte on, perhaps nothing; and on from a byte in the window, with these elements open.
    [[nodiscard]] std::string_view text_at(std::uint64_t byte) const;
    [[nodiscard]] const OpenElements& open_elements() const { return open_; }
    /// Those of them down to a depth (at most the present one).
    [[nodiscard]] OpenElements open_elements(std::size_t depth) const;
    void jump(std::uint64_t byte, const OpenElements& open);

    /// Goes to any byte of a text that can be entered anywhere (TextWindow::can_jump), with these elements open there,
    /// and from it no further than to `end`.
    void restart(std::uint64_t byte, std::uint64_t end, const OpenElements& open);

    /// Goes over white space that is in the window. \return byte()
    std::uint64_t skip_space();

    /// Goes past the end of the element whose start tag was just returned.
    void skip_element(const XmlTag& start);

    /// Elements that are open.
    [[nodiscard]] std::size_t depth() const { return open_.name_ends.size(); }
    /// The end tags that would lead from one depth (at most the present one) back to another.
    [[nodiscard]] std::string closing_tags(std::size_t from_depth, std::size_t to_depth) const;

    [[nodiscard]] std::uint64_t byte() const {
        return window_.begin() + static_cast<std::uint64_t>(at_ - window_.data());
    }

    /// \throws Fault: the text ends where more was due.
    [[noreturn]] void fail_at_end() const;

private:
    TextWindow& window_;
    const char* at_ = nullptr;
    const char* end_ = nullptr;
    OpenElements open_;
    std::string pieces_;  // text put together

    bool more();
    bool more_keeping(const char*& from);
    bool skip_text();
    const char* find_token_end(std::string_view terminator, std::size_t from);
    void skip_markup_declaration();
    void skip_instruction();
    std::string_view whole_tag();
    const char* careful_tag_end(const char* stop);
    void check_controls(std::string_view raw, std::uint64_t byte) const;
    void check_tag(std::string_view raw, std::uint64_t byte);
    void open(XmlTag& tag, std::string_view raw);
    void close(XmlTag& tag, std::string_view raw);
    std::string_view innermost() const;
    void add_piece(std::string_view piece, std::uint64_t byte, std::uint64_t longest);
    void add_markup_piece(std::uint64_t longest);
    [[noreturn]] void refuse(std::uint64_t byte, std::string cause, std::string remedy = "") const;
};

}  // namespace gassan
