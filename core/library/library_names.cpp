#include "core/library/library_names.hpp"

#include "core/base/table.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gassan {

namespace embedded {
extern const std::string_view synonyms_tsv;
}

namespace {

using NameIndex = std::unordered_map<std::string, const LibraryCompound*>;

/// Greek letters as chemists spell them, and what is put in their place.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> letters{{{"α", "alpha"},
                                                                                 {"β", "beta"},
                                                                                 {"γ", "gamma"},
                                                                                 {"δ", "delta"},
                                                                                 {"ε", "epsilon"},
                                                                                 {"π", "pi"},
                                                                                 {"τ", "tau"},
                                                                                 {"ω", "omega"},
                                                                                 {"′", ""},
                                                                                 {"’", ""},
                                                                                 {"\u00a0", ""},
                                                                                 {"–", ""}}};

constexpr std::array<std::string_view, 15> hands{"(2s,3s)-", "(2s,3r)-", "(2r,3r)-", "(s,s)-", "(r,r)-",
                                                 "(+/-)-",   "(+-)-",    "(+)-",     "(-)-",   "(s)-",
                                                 "(r)-",     "(2s)-",    "(2r)-",    "dl-",    "l-"};
constexpr std::array<std::string_view, 5> classes_of_d{"sugar", "sugar_phosphate", "nucleoside", "coenzyme", "vitamin"};

std::string ascii_small(std::string_view text) {
    std::string small(text);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return small;
}

NameIndex read_index() {
    NameIndex index;
    const auto put = [&](std::string_view name, const LibraryCompound& compound) {
        if (!name.empty()) index.emplace(library_name_key(name), &compound);
    };
    for (const LibraryCompound& one : library())
        for (const std::string& name : {one.id, one.name, one.name_ja, one.kegg, one.hmdb, one.inchikey})
            put(name, one);
    for (const LibrarySynonym& row : library_synonyms())
        if (const auto* compound = find_in_library(row.id)) put(row.synonym, *compound);
    return index;
}

const LibraryCompound* exactly(std::string_view name) {
    static const NameIndex index = read_index();
    const auto found = index.find(library_name_key(name));
    return found == index.end() ? nullptr : found->second;
}

}  // namespace

std::span<const LibrarySynonym> library_synonyms() {
    static const auto all = [] {
        const auto table = split_table(embedded::synonyms_tsv);
        std::vector<LibrarySynonym> rows;
        for (std::size_t row = 0; row < table.rows.size(); ++row)
            rows.push_back({cell(table, row, "id"), cell(table, row, "synonym"), cell(table, row, "source")});
        return rows;
    }();
    return all;
}

std::string library_name_key(std::string_view name) {
    std::string key;
    for (std::size_t at = 0; at < name.size();) {
        const auto letter = std::find_if(letters.begin(), letters.end(),
                                         [&](const auto& one) { return name.substr(at).starts_with(one.first); });
        if (letter != letters.end()) {
            key += letter->second;
            at += letter->first.size();
            continue;
        }
        if (std::string_view(" \t-,()[]'").find(name[at]) == std::string_view::npos) key += name[at];
        ++at;
    }
    return ascii_small(key);
}

const LibraryCompound* find_by_name(std::string_view name) {
    if (const auto* compound = exactly(name)) return compound;
    const std::string small = ascii_small(name);
    for (const std::string_view hand : hands)
        if (small.starts_with(hand))
            if (const auto* compound = exactly(name.substr(hand.size()))) return compound;
    if (!small.starts_with("d-")) return nullptr;
    const auto* compound = exactly(name.substr(2));
    const bool usual =
        compound && std::find(classes_of_d.begin(), classes_of_d.end(), compound->compound_class) != classes_of_d.end();
    return usual ? compound : nullptr;
}

}  // namespace gassan
