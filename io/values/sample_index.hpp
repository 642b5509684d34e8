#pragma once

/// \file
/// Samples of a sheet by their names, as other tables write them.

#include "core/model/study.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gassan {

/// A sample is found under its own name, else under one that differs only in case or in how accents are written (the
/// sheet has no twins).
class SampleIndex {
public:
    explicit SampleIndex(const Study& study);

    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
    [[nodiscard]] std::size_t size() const { return exact_.size(); }

private:
    std::unordered_map<std::string, std::size_t> exact_, by_key_;
};

}  // namespace gassan
