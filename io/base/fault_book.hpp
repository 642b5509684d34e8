#pragma once

#include "io/base/fault_list.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace gassan {

/// Collects what is wrong with tables and study files, so that all of it is told at once.
class FaultBook {
public:
    /// "FILE: PLACE: CAUSE. REMEDY"; place and remedy may be "".
    void add(const std::filesystem::path& file, const std::string& place, const std::string& cause,
             const std::string& remedy = "");
    void add_line(std::string line);
    void add_all(const FaultBook& others);

    [[nodiscard]] bool empty() const { return lines_.empty(); }
    [[nodiscard]] std::size_t count() const { return lines_.size(); }

    /// At most 50 in full, then how many more.
    [[nodiscard]] std::vector<std::string> lines() const;

    /// \throws FaultList with lines(), unless there are none.
    void throw_if_any() const;

private:
    std::vector<std::string> lines_;
};

}  // namespace gassan
