#pragma once

#include "core/base/note.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Collects notes by kind: the first three of a code in full, the rest as a number.
class NoteBook {
public:
    /// Counts one more note of this code. \return whether its text is wanted (then call write next).
    [[nodiscard]] bool wants(std::string_view code);
    /// The text of the note just counted.
    void write(std::string_view code, std::string where, std::string text);
    /// wants and write in one, where the text costs nothing.
    void add(std::string_view code, std::string where, std::string text);

    /// All notes in order of first appearance of their code, "and N more" behind the third.
    [[nodiscard]] Notes notes() const;

private:
    struct Kind {
        std::string code;
        std::size_t count = 0;
        Notes first;
    };
    std::vector<Kind> kinds_;

    Kind& kind(std::string_view code);
};

}  // namespace gassan
