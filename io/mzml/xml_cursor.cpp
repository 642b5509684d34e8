#include "io/mzml/xml_cursor.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/xml_census.hpp"
#include "io/mzml/xml_references.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t deepest = 64;                 // elements within elements
constexpr std::size_t longest_attribute = 1 << 20;  // bytes
constexpr std::size_t most_attributes = 99999;      // of one element
constexpr std::size_t longest_token = 16u << 20;    // bytes of one tag, comment or instruction

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 && !is_space(c);
}

bool may_start_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (c & 0x80);
}

std::string_view tag_name(std::string_view after_open) {
    std::size_t size = 0;
    while (size < after_open.size() && !is_space(after_open[size]) && after_open[size] != '>' &&
           after_open[size] != '/')
        ++size;
    return after_open.substr(0, size);
}

std::string_view local_name(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

void check_references(std::string_view text, std::uint64_t byte) {
    if (text.find('&') != std::string_view::npos) (void)resolve_references(text, byte);
}

}  // namespace

XmlCursor::XmlCursor(TextWindow& window) : window_(window), at_(window.data()), end_(window.data()) {}

void XmlCursor::refuse(std::uint64_t byte, std::string cause, std::string remedy) const {
    throw Fault{.byte = byte, .cause = std::move(cause), .remedy = std::move(remedy)};
}

void XmlCursor::fail_at_end() const {
    const auto inside = innermost();
    throw Fault{.byte = window_.end(),
                .cause = "the file ends too early" +
                         (inside.empty() ? std::string() : " (inside <" + quoted_text(inside) + ">)") +
                         ": it was cut short",
                .remedy = "",
                .container = false,
                .end_of_file = true};
}

std::string_view XmlCursor::innermost() const {
    if (open_.name_ends.empty()) return {};
    const auto begin = open_.name_ends.size() > 1 ? open_.name_ends[open_.name_ends.size() - 2] : 0;
    return std::string_view(open_.names).substr(begin, open_.name_ends.back() - begin);
}

std::string XmlCursor::closing_tags(std::size_t from_depth, std::size_t to_depth) const {
    std::string tags;
    for (std::size_t i = from_depth; i-- > to_depth;) {
        const auto begin = i > 0 ? open_.name_ends[i - 1] : 0;
        tags += "</" + open_.names.substr(begin, open_.name_ends[i] - begin) + ">";
    }
    return tags;
}

// ---- the window ----------------------------------------------------------------------------------------------

bool XmlCursor::more() {
    return more_keeping(at_);
}

// More text behind what there is from `from` on; from and at_ then point to the same characters as before.
bool XmlCursor::more_keeping(const char*& from) {
    const auto keep = window_.begin() + static_cast<std::uint64_t>(from - window_.data());
    const auto ahead = at_ - from;
    const bool grown = window_.more(keep);
    from = window_.data() + (keep - window_.begin());
    at_ = from + ahead;
    end_ = window_.data() + (window_.end() - window_.begin());
    return grown;
}

std::string_view XmlCursor::text_at(std::uint64_t byte) const {
    if (byte < window_.begin() || byte > window_.end()) return {};
    const char* const from = window_.data() + (byte - window_.begin());
    return {from, static_cast<std::size_t>(end_ - from)};
}

OpenElements XmlCursor::open_elements(std::size_t depth) const {
    OpenElements open = open_;
    open.name_ends.resize(depth);
    open.names.resize(depth > 0 ? open.name_ends.back() : 0);
    open.inside_binary = open_.inside_binary && depth == this->depth();
    return open;
}

std::uint64_t XmlCursor::skip_space() {
    while (at_ < end_ && is_space(*at_)) ++at_;
    return byte();
}

void XmlCursor::jump(std::uint64_t byte, const OpenElements& open) {
    at_ = window_.data() + (byte - window_.begin());
    open_ = open;
}

void XmlCursor::restart(std::uint64_t byte, std::uint64_t end, const OpenElements& open) {
    window_.jump(byte, end);
    at_ = window_.data();
    end_ = at_ + (window_.end() - window_.begin());
    open_ = open;
}

// ---- tags ----------------------------------------------------------------------------------------------------

bool XmlCursor::next(XmlTag& tag) {
    while (skip_text()) {
        while (end_ - at_ < 2 && more()) {
        }
        if (end_ - at_ < 2) fail_at_end();
        if (at_[1] == '!') {
            skip_markup_declaration();
        } else if (at_[1] == '?') {
            skip_instruction();
        } else {
            const auto raw = whole_tag();
            tag.raw = raw;
            tag.byte = byte() - raw.size();
            if (raw[1] == '/')
                close(tag, raw);
            else
                open(tag, raw);
            return true;
        }
    }
    if (depth() > 0) fail_at_end();
    return false;
}

// To the next '<'; false at the end of the text.
bool XmlCursor::skip_text() {
    while (true) {
        if (!open_.inside_binary)
            while (at_ < end_ && is_space(*at_)) ++at_;
        if (at_ == end_) {
            if (!more()) return false;
            continue;
        }
        if (*at_ == '<') return true;
        if (open_.inside_binary) {
            const void* open = std::memchr(at_, '<', static_cast<std::size_t>(end_ - at_));
            at_ = open ? static_cast<const char*>(open) : end_;
            continue;
        }
        if (depth() == 0) refuse(byte(), "text outside of the document's element");
        const char* const stop = find_token_end("<", 0);
        const std::string_view text(at_, static_cast<std::size_t>(stop - at_) - 1);
        check_tag(text, byte());
        at_ += text.size();
    }
}

// One past the terminator, which is searched from at_ + from on; at_ stays the token's begin.
const char* XmlCursor::find_token_end(std::string_view terminator, std::size_t from) {
    while (true) {
        const std::string_view ahead(at_, static_cast<std::size_t>(end_ - at_));
        const auto found = ahead.find(terminator, from);
        if (found != std::string_view::npos) return at_ + found + terminator.size();
        if (ahead.size() > longest_token) refuse(byte(), "one piece of markup is longer than the limit of 16 MiB");
        from = std::max(from, ahead.size() > terminator.size() ? ahead.size() - terminator.size() : 0);
        if (!more()) fail_at_end();
    }
}

void XmlCursor::skip_markup_declaration() {
    while (end_ - at_ < 9 && more()) {
    }
    const std::string_view ahead(at_, std::min<std::size_t>(9, static_cast<std::size_t>(end_ - at_)));
    const bool comment = ahead.substr(0, 4) == "<!--", cdata = ahead == "<![CDATA[";
    if (!comment && !cdata) {
        if (ahead.size() < 9) fail_at_end();
        const bool doctype = ahead == "<!DOCTYPE";
        refuse(byte(), doctype ? "a document type declaration (<!DOCTYPE, DTD, entities) is not allowed in a run's file"
                               : "markup declaration " + quoted_text(ahead) + " is not allowed");
    }
    const char* const stop = comment ? find_token_end("-->", 4) : find_token_end("]]>", 9);
    const std::string_view whole(at_, static_cast<std::size_t>(stop - at_));
    if (!open_.inside_binary) check_tag(whole.substr(2), byte() + 2);
    at_ = stop;
}

void XmlCursor::skip_instruction() {
    const char* const stop = find_token_end("?>", 2);
    check_tag({at_ + 1, static_cast<std::size_t>(stop - at_) - 1}, byte() + 1);
    at_ = stop;
}

// The tag at at_, quotes respected; at_ goes past it.
std::string_view XmlCursor::whole_tag() {
    const char* stop = find_token_end(">", 1);
    const std::string_view first(at_, static_cast<std::size_t>(stop - at_));
    const auto what = census(first);
    const bool simple = what.single_quotes == 0 && what.double_quotes % 2 == 0 && what.opens == 1 &&
                        what.double_quotes / 2 <= most_attributes && first.size() < longest_attribute &&
                        what.controls + what.high + what.ampersands == 0;
    if (!simple) {
        check_controls(first, byte());  // before quotes are judged: a zero block explains what follows it
        stop = careful_tag_end(stop);
    }
    const std::string_view raw(at_, static_cast<std::size_t>(stop - at_));
    at_ = stop;
    return raw;
}

// One past the first '>' from stop - 1 on that is not inside quotes; everything before it checked.
const char* XmlCursor::careful_tag_end(const char* stop) {
    char quote = 0;
    std::size_t opened = 0, attributes = 0, i = 1;
    while (true) {
        const auto size = static_cast<std::size_t>(stop - at_);
        for (; i < size; ++i) {
            const char c = at_[i];
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                opened = i;
                if (++attributes > most_attributes)
                    refuse(byte(), "an element has more than the limit of 99999 attributes");
            } else if (c == quote) {
                quote = 0;
            } else if (c == '<') {
                refuse(byte() + i, "'<' inside a tag");
            }
            if (quote != 0 && i - opened > longest_attribute)
                refuse(byte() + opened, "an attribute is longer than the limit of 1 MiB");
        }
        if (quote == 0) break;
        stop = find_token_end(">", size);
    }
    check_tag({at_ + 1, static_cast<std::size_t>(stop - at_) - 1}, byte() + 1);
    return stop;
}

void XmlCursor::check_controls(std::string_view raw, std::uint64_t byte) const {
    const auto bad = std::find_if(raw.begin(), raw.end(), is_control);
    if (bad == raw.end()) return;
    refuse(byte + static_cast<std::uint64_t>(bad - raw.begin()),
           *bad == 0 ? "a zero byte inside the text" : "a control character inside the text");
}

// Characters that XML and the declared encoding allow, and no entity but XML's own.
void XmlCursor::check_tag(std::string_view raw, std::uint64_t byte) {
    const auto what = census(raw);
    if (what.controls) check_controls(raw, byte);
    if (what.high) {
        const auto bad = first_bad_utf8(raw);
        if (bad != std::string_view::npos)
            throw_encoding_fault(static_cast<unsigned char>(raw[bad]), byte + bad, window_.encoding().name, false);
    }
    const bool markup = raw.substr(0, 2) == "--" || raw.substr(0, 1) == "[" || raw.substr(0, 1) == "?";
    if (what.ampersands && !markup) check_references(raw, byte);
}

void XmlCursor::open(XmlTag& tag, std::string_view raw) {
    tag.kind = XmlTag::Kind::start;
    tag.empty = raw[raw.size() - 2] == '/';
    const auto name = tag_name(raw.substr(1));
    if (name.empty() || !may_start_name(name[0])) refuse(tag.byte, "malformed tag " + quoted_text(raw));
    tag.name = local_name(name);
    if (tag.name == "include") refuse(tag.byte, "an XInclude element is not allowed");
    open_.inside_binary = false;
    if (tag.empty) return;
    if (depth() == deepest) refuse(tag.byte, "elements are nested deeper than the limit of 64");
    open_.names += name;
    open_.name_ends.push_back(open_.names.size());
    open_.inside_binary = tag.name == "binary" || tag.name == "peaks";
}

void XmlCursor::close(XmlTag& tag, std::string_view raw) {
    tag.kind = XmlTag::Kind::end;
    tag.empty = false;
    const auto name = tag_name(raw.substr(2));
    const auto rest = raw.substr(2 + name.size());
    if (std::any_of(rest.begin(), rest.end() - 1, [](char c) { return !is_space(c); }))
        refuse(tag.byte, "malformed tag " + quoted_text(raw));
    if (open_.name_ends.empty() || innermost() != name)
        refuse(tag.byte, "end tag " + quoted_text(raw) + " where " +
                             (open_.name_ends.empty() ? "none" : "</" + quoted_text(innermost()) + ">") + " was due");
    tag.name = local_name(name);
    open_.name_ends.pop_back();
    open_.names.resize(open_.name_ends.empty() ? 0 : open_.name_ends.back());
    open_.inside_binary = false;
}

void XmlCursor::skip_element(const XmlTag& start) {
    if (start.empty) return;
    const auto outside = depth() - 1;
    XmlTag tag;
    while (depth() > outside)
        if (!next(tag)) fail_at_end();
}

// ---- text ----------------------------------------------------------------------------------------------------

void XmlCursor::add_piece(std::string_view piece, std::uint64_t byte, std::uint64_t longest) {
    if (pieces_.size() + piece.size() > longest)
        refuse(byte, "the text of one array is longer than " + std::to_string(longest) + " bytes",
               "Raise --read.max_points_per_spectrum if this is real.");
    pieces_ += piece;
}

// A comment, CDATA section or instruction within text.
void XmlCursor::add_markup_piece(std::uint64_t longest) {
    while (end_ - at_ < 9 && more()) {
    }
    const bool cdata = std::string_view(at_, static_cast<std::size_t>(end_ - at_)).substr(0, 9) == "<![CDATA[";
    if (at_[1] == '?') return skip_instruction();
    if (!cdata) return skip_markup_declaration();
    const char* const stop = find_token_end("]]>", 9);
    add_piece({at_ + 9, static_cast<std::size_t>(stop - at_) - 12}, byte() + 9, longest);
    at_ = stop;
}

std::optional<XmlText> XmlCursor::text_of_length(std::uint64_t length) {
    if (static_cast<std::uint64_t>(end_ - at_) < length + 2) return std::nullopt;
    const char* const stop = at_ + length;
    if (stop[0] != '<' || stop[1] != '/') return std::nullopt;
    const XmlText text{{at_, static_cast<std::size_t>(length)}, byte(), true, false};
    at_ = stop;
    return text;
}

XmlText XmlCursor::text(std::uint64_t longest) {
    pieces_.clear();
    bool contiguous = true;
    while (true) {
        const char* from = at_;
        const void* open = nullptr;
        while (!(open = std::memchr(at_, '<', static_cast<std::size_t>(end_ - at_)))) {
            at_ = end_;
            if (static_cast<std::uint64_t>(at_ - from) > longest)
                add_piece({from, std::size_t(at_ - from)}, byte(), longest);
            if (!more_keeping(from)) fail_at_end();
        }
        at_ = static_cast<const char*>(open);
        while (end_ - at_ < 2)
            if (!more_keeping(from)) fail_at_end();
        const std::string_view piece(from, static_cast<std::size_t>(at_ - from));
        const auto piece_byte = byte() - piece.size();
        const bool has_reference = piece.find('&') != std::string_view::npos;
        const bool last = at_[1] != '!' && at_[1] != '?';
        if (last && contiguous && !has_reference && piece.size() <= longest) return {piece, piece_byte, true, true};
        contiguous = false;
        if (has_reference)
            add_piece(resolve_references(piece, piece_byte), piece_byte, longest);
        else
            add_piece(piece, piece_byte, longest);
        if (last) return {pieces_, piece_byte, false, true};
        add_markup_piece(longest);
    }
}

}  // namespace gassan
