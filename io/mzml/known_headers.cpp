#include "io/mzml/known_headers.hpp"

#include <utility>

namespace gassan {
namespace {

// Kinds of tags in one run: levels, polarities, two arrays, one more or less term. A run with more is read the long
// way.
constexpr std::size_t most_kinds = 16;
constexpr std::size_t longest_pattern = 64 * 1024;  // bytes

}  // namespace

template <class Header>
const KnownHeaders::Known<Header>* KnownHeaders::find(const Shelf<Header>& shelf, XmlCursor& cursor,
                                                      std::uint64_t from) {
    const auto text = cursor.text_at(from);
    for (const auto& known : shelf) {
        if (!(known.before == cursor.open_elements())) continue;
        const std::size_t size = known.pattern.match(text, values_);
        if (size == 0) continue;
        cursor.jump(from + size, known.after);
        return &known;
    }
    return nullptr;
}

// The place of the new pattern, its header still to be parsed; nullptr if there is nothing to keep.
template <class Header>
KnownHeaders::Known<Header>* KnownHeaders::learn(Shelf<Header>& shelf, const XmlCursor& cursor, std::uint64_t from,
                                                 std::size_t depth_before) {
    const auto size = cursor.byte() - from;
    if (shelf.size() == most_kinds || size > longest_pattern) return nullptr;
    const auto text = cursor.text_at(from).substr(0, static_cast<std::size_t>(size));
    if (text.empty()) return nullptr;  // the window has moved on
    const OpenElements before = cursor.open_elements(depth_before);
    for (const auto& known : shelf)
        if (known.before == before && known.pattern.match(text, values_) > 0) return nullptr;
    auto pattern = TagPattern::learn(text);
    if (!pattern) return nullptr;
    shelf.push_back({std::move(*pattern), before, cursor.open_elements(), {}, {}, {}});
    return &shelf.back();
}

template <class Header>
void KnownHeaders::fill(const Known<Header>& known, Header& header) const {
    header = known.header;
    for (const auto& field : known.open) header.*field.text = values_[field.number];
}

bool KnownHeaders::find_spectrum(XmlCursor& cursor, std::uint64_t from, SpectrumHeader& header) {
    const auto* const known = find(spectra_, cursor, from);
    if (!known) return false;
    fill(*known, header);
    if (known->open_id) header.id = values_[*known->open_id];
    return true;
}

bool KnownHeaders::find_array(XmlCursor& cursor, std::uint64_t from, ArrayHeader& header) {
    const auto* const known = find(arrays_, cursor, from);
    if (known) fill(*known, header);
    return known != nullptr;
}

void KnownHeaders::learn_spectrum(const XmlCursor& cursor, std::uint64_t from, std::size_t depth_before) {
    auto* const known = learn(spectra_, cursor, from, depth_before);
    if (!known) return;
    std::string tags = known->pattern.numbered_tags() + cursor.closing_tags(cursor.depth(), depth_before - 1);
    parser_.read_spectrum(tags, known->header);
    known->open_id = TagPattern::number_of(known->header.id);
    for (const auto field : {&SpectrumHeader::index, &SpectrumHeader::default_array_length, &SpectrumHeader::ms_level,
                             &SpectrumHeader::time})
        if (const auto number = TagPattern::number_of((known->header.*field).value_or("")))
            known->open.push_back({*number, field});
}

void KnownHeaders::learn_array(const XmlCursor& cursor, std::uint64_t from, std::size_t depth_before) {
    auto* const known = learn(arrays_, cursor, from, depth_before);
    if (!known) return;
    std::string tags = known->pattern.numbered_tags() + cursor.closing_tags(cursor.depth(), depth_before);
    parser_.read_array(tags, known->header);
    for (const auto field : {&ArrayHeader::encoded_length, &ArrayHeader::array_length, &ArrayHeader::external_dataset,
                             &ArrayHeader::external_offset, &ArrayHeader::external_length})
        if (const auto number = TagPattern::number_of((known->header.*field).value_or("")))
            known->open.push_back({*number, field});
}

}  // namespace gassan
