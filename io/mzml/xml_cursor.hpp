#pragma once

/// \file
/// Walks over the tags of an XML document by hand, so that binary payloads are jumped over at memory speed and a run
/// larger than memory can be read. It proves that tags are nested and closed, that characters are legal and limits
/// are kept; attributes are parsed elsewhere, out of the tags collected here (spectrum_header.hpp).
///
/// Comments, processing instructions and text outside <binary> are skipped. A document type declaration is refused
/// at sight: nothing is ever expanded, opened or fetched. XML 1.0 (fifth edition), W3C, 2008.

#include "io/base/text_window.hpp"

#include <cstdint>
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

    /// Goes past the end of the element whose start tag was just returned.
    void skip_element(const XmlTag& start);

    /// Elements that are open.
    [[nodiscard]] std::size_t depth() const { return name_ends_.size(); }
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
    std::string names_;  // of open elements, one after the other
    std::vector<std::size_t> name_ends_;
    std::string pieces_;          // text put together
    bool inside_binary_ = false;  // the innermost element is <binary>: its text is not looked at here

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

/// Resolves the five entities of XML and character references.
/// \throws Fault for any other entity and for illegal characters. \param byte of text, for the fault.
[[nodiscard]] std::string resolve_references(std::string_view text, std::uint64_t byte);

}  // namespace gassan
