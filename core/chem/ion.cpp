#include "core/chem/ion.hpp"

#include "core/base/error.hpp"

#include <charconv>
#include <string>

namespace gassan {
namespace {

constexpr int most = 9;  // molecules, charges and parts of one kind: beyond it is a slip

struct Reader {
    std::string_view text;
    std::size_t at = 0;

    [[nodiscard]] char next() const { return at < text.size() ? text[at] : '\0'; }
    [[noreturn]] void fail(const std::string& what) const {
        throw Error("ion '" + std::string(text) + "', character " + std::to_string(at + 1) + ": " + what +
                    "; it is written like [M+H]+, [M+2H]2+ or [M-H2O+H]+");
    }
    void take(char c) {
        if (next() != c) fail(std::string("expected '") + c + "'");
        ++at;
    }
    /// A count in front of something; 1 where there is none.
    int count() {
        int value = 1;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
        if (error == std::errc::invalid_argument) return 1;
        if (error != std::errc{} || value < 1 || value > most) fail("a count must be in 1 to " + std::to_string(most));
        at = std::size_t(end - text.data());
        return value;
    }
    int sign() {
        const char c = next();
        if (c != '+' && c != '-') fail("expected '+' or '-'");
        ++at;
        return c == '+' ? 1 : -1;
    }
};

/// "+2Na" or "-H2O".
Formula read_part(Reader& reader) {
    const int sign = reader.sign(), times = reader.next() >= '0' && reader.next() <= '9' ? reader.count() : 1;
    const auto end = reader.text.find_first_of("+-]", reader.at);
    const auto atoms = reader.text.substr(reader.at, end == std::string_view::npos ? end : end - reader.at);
    if (atoms.empty()) reader.fail("expected atoms");
    const Formula part = parse_formula(atoms);
    reader.at += atoms.size();
    return add({}, part, sign * times);
}

}  // namespace

IonSpecies parse_ion(std::string_view text) {
    Reader reader{text};
    IonSpecies ion;
    reader.take('[');
    if (reader.next() >= '0' && reader.next() <= '9') ion.molecules = reader.count();
    reader.take('M');
    while (reader.next() == '+' || reader.next() == '-') ion.change = add(ion.change, read_part(reader));
    reader.take(']');
    const int size = reader.next() >= '0' && reader.next() <= '9' ? reader.count() : 1;
    ion.charge = reader.sign() * size;
    if (reader.at != text.size()) reader.fail("nothing may follow the charge");
    return ion;
}

double ion_mz(const Formula& molecule, const IonSpecies& ion) {
    const Formula atoms = add(add({}, molecule, ion.molecules), ion.change);
    for (const auto& term : atoms)
        require(term.count > 0, "the molecule " + hill_text(molecule) + " has not the atoms that its ion loses");
    return ion_mz(atoms, ion.charge);
}

}  // namespace gassan
