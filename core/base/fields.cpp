#include "core/base/fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace gassan {
namespace {

/// "positive|negative" as "positive or negative"; the empty choice as '""'.
std::string choices_text(std::string_view choices) {
    std::string text;
    while (true) {
        const auto bar = choices.find('|');
        const auto word = choices.substr(0, bar);
        text += (text.empty() ? "" : bar == std::string_view::npos ? " or " : ", ");
        text += '"' + std::string(word) + '"';
        if (bar == std::string_view::npos) return text;
        choices.remove_prefix(bar + 1);
    }
}

}  // namespace

std::size_t letter_edits(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

std::string number_text(double value) {
    char buffer[400];
    const double size = std::abs(value);
    const bool plain = size == 0.0 || (size >= 1e-5 && size < 1e15);
    const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr};
}

bool is_choice(std::string_view choices, std::string_view word) {
    while (true) {
        const auto bar = choices.find('|');
        if (choices.substr(0, bar) == word) return true;
        if (bar == std::string_view::npos) return false;
        choices.remove_prefix(bar + 1);
    }
}

std::string nearest_name(std::string_view word, const std::vector<std::string>& names) {
    // A third of the letters may be wrong: further away is a guess, and a guess misleads.
    std::size_t best = word.size() / 3 + 1;
    std::string name;
    for (const std::string& candidate : names) {
        // Half a name ("snr" for "min_snr") is near, but further than a slip of the finger.
        const bool part = word.size() >= 3 && candidate.find(word) != std::string::npos;
        const std::size_t distance =
            part ? std::min<std::size_t>(1, letter_edits(word, candidate)) : letter_edits(word, candidate);
        if (distance < best || (distance == best && name.empty())) {
            best = distance;
            name = candidate;
        }
    }
    return name;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
    const std::string near = nearest_name(word, names);
    return near.empty() ? "" : " (did you mean " + near + "?)";
}

std::string demand(const FieldNote& note, bool whole) {
    if (!note.choices.empty()) return "must be " + choices_text(note.choices);
    if (note.low == note.high) return "must be true or false";
    const std::string unit = note.unit.empty() || note.unit == "1" ? "" : " " + std::string(note.unit);
    return std::string(whole ? "must be a whole number from " : "must be a number from ") + number_text(note.low) +
           " to " + number_text(note.high) + unit;
}

}  // namespace gassan
