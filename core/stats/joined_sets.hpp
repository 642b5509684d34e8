#pragma once

/// \file
/// Which of a number of things are connected, directly or by way of others.

#include <cstddef>
#include <numeric>
#include <vector>

namespace gassan {

class JoinedSets {
public:
    explicit JoinedSets(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), 0); }

    /// The same for all things of one set.
    [[nodiscard]] std::size_t root(std::size_t one) {
        while (parents_[one] != one) one = parents_[one] = parents_[parents_[one]];
        return one;
    }
    void join(std::size_t a, std::size_t b) { parents_[root(a)] = root(b); }

private:
    std::vector<std::size_t> parents_;
};

}  // namespace gassan
