#include "io/base/note_book.hpp"

#include <algorithm>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t shown_in_full = 3;

}  // namespace

NoteBook::Kind& NoteBook::kind(std::string_view code) {
    const auto found = std::find_if(kinds_.begin(), kinds_.end(), [&](const Kind& k) { return k.code == code; });
    if (found != kinds_.end()) return *found;
    return kinds_.emplace_back(Kind{std::string(code), 0, {}});
}

bool NoteBook::wants(std::string_view code) {
    return ++kind(code).count <= shown_in_full;
}

void NoteBook::write(std::string_view code, std::string where, std::string text) {
    kind(code).first.push_back({std::string(code), std::move(where), std::move(text)});
}

void NoteBook::add(std::string_view code, std::string where, std::string text) {
    if (wants(code)) write(code, std::move(where), std::move(text));
}

Notes NoteBook::notes() const {
    Notes all;
    for (const auto& kind : kinds_) {
        all.insert(all.end(), kind.first.begin(), kind.first.end());
        if (kind.count > shown_in_full)
            all.push_back({kind.code, "", "and " + std::to_string(kind.count - shown_in_full) + " more"});
    }
    return all;
}

}  // namespace gassan
