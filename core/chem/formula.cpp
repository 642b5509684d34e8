#include "core/chem/formula.hpp"

#include "core/base/error.hpp"
#include "core/chem/elements.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstdlib>

namespace gassan {
namespace {

constexpr int max_count = 100000;  // a larger one is a typing error, and its mass no longer has a proton's precision
constexpr int max_depth = 16;      // against stack exhaustion by a hostile text

struct Reader {
    std::string_view text;
    std::size_t at = 0;

    [[nodiscard]] bool done() const { return at == text.size(); }
    [[nodiscard]] char next() const { return done() ? '\0' : text[at]; }
    [[noreturn]] void fail(const std::string& what) const {
        throw Error("formula '" + std::string(text) + "', character " + std::to_string(at + 1) + ": " + what);
    }
};

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The count behind an element or a group; 1 where there is none.
int read_count(Reader& reader) {
    if (!is_digit(reader.next())) return 1;
    int count = 0;
    const char* begin = reader.text.data() + reader.at;
    const auto [end, error] = std::from_chars(begin, reader.text.data() + reader.text.size(), count);
    if (error != std::errc{} || count < 1 || count > max_count)
        reader.fail("a count must be in 1 to " + std::to_string(max_count));
    reader.at += std::size_t(end - begin);
    return count;
}

int read_element(Reader& reader) {
    std::size_t length = 1;
    while (reader.at + length < reader.text.size() && is_lower(reader.text[reader.at + length])) ++length;
    const auto symbol = reader.text.substr(reader.at, length);
    const int element = element_index(symbol);
    if (element < 0) reader.fail("no element '" + std::string(symbol) + "' in the table");
    reader.at += length;
    return element;
}

Formula read_group(Reader& reader, int depth) {
    if (depth > max_depth) reader.fail("parentheses nest too deep");
    Formula formula;
    while (!reader.done() && reader.next() != ')') {
        Formula part;
        if (reader.next() == '(') {
            ++reader.at;
            part = read_group(reader, depth + 1);
            if (reader.next() != ')') reader.fail("a parenthesis is not closed");
            ++reader.at;
        } else if (is_upper(reader.next())) {
            part = {{read_element(reader), 1}};
        } else {
            reader.fail("expected an element symbol or '('");
        }
        formula = add(formula, part, read_count(reader));
    }
    if (formula.empty()) reader.fail("nothing here");
    return formula;
}

}  // namespace

Formula parse_formula(std::string_view text) {
    Reader reader{text};
    Formula formula = read_group(reader, 0);
    if (!reader.done()) reader.fail("')' without '('");
    for (const auto& term : formula)
        if (term.count > max_count) reader.fail("a count must be in 1 to " + std::to_string(max_count));
    return formula;
}

Formula add(const Formula& a, const Formula& b, int times) {
    Formula sum = a;
    for (const auto& term : b) {
        const auto place = std::lower_bound(sum.begin(), sum.end(), term.element,
                                            [](const FormulaTerm& t, int element) { return t.element < element; });
        if (place != sum.end() && place->element == term.element)
            place->count += times * term.count;
        else
            sum.insert(place, {term.element, times * term.count});
    }
    std::erase_if(sum, [](const FormulaTerm& term) { return term.count == 0; });
    return sum;
}

std::string hill_text(const Formula& formula) {
    struct Part {
        std::string symbol;
        int count;
    };
    std::vector<Part> parts;
    for (const auto& term : formula) parts.push_back({elements()[std::size_t(term.element)].symbol, term.count});
    const bool organic = std::any_of(parts.begin(), parts.end(), [](const Part& p) { return p.symbol == "C"; });
    const auto rank = [&](const Part& p) { return !organic ? 2 : p.symbol == "C" ? 0 : p.symbol == "H" ? 1 : 2; };
    std::sort(parts.begin(), parts.end(), [&](const Part& a, const Part& b) {
        return rank(a) != rank(b) ? rank(a) < rank(b) : a.symbol < b.symbol;
    });
    std::string text;
    for (const auto& part : parts) text += part.symbol + (part.count == 1 ? "" : std::to_string(part.count));
    return text;
}

double monoisotopic_mass_da(const Formula& formula) {
    double mass = 0.0;
    for (const auto& [index, count] : formula) {
        const Element& element = elements()[std::size_t(index)];
        mass += count * element.isotopes[element.main].mass_da;
    }
    return mass;
}

double ion_mz(double atoms_mass_da, int charge) {
    assert(charge != 0);
    return (atoms_mass_da - charge * electron_mass_da) / std::abs(charge);
}

double ion_mz(const Formula& ion_formula, int charge) {
    return ion_mz(monoisotopic_mass_da(ion_formula), charge);
}

}  // namespace gassan
