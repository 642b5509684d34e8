#include "io/base/fault_book.hpp"

#include "io/base/faults.hpp"

#include <utility>

namespace gassan {
namespace {

constexpr std::size_t told_in_full = 50;

}  // namespace

void FaultBook::add(const std::filesystem::path& file, const std::string& place, const std::string& cause,
                    const std::string& remedy) {
    add_line(InputError(file, place, cause, remedy).what());
}

void FaultBook::add_line(std::string line) {
    lines_.push_back(std::move(line));
}

void FaultBook::add_all(const FaultBook& others) {
    lines_.insert(lines_.end(), others.lines_.begin(), others.lines_.end());
}

std::vector<std::string> FaultBook::lines() const {
    if (lines_.size() <= told_in_full) return lines_;
    std::vector<std::string> first(lines_.begin(), lines_.begin() + told_in_full);
    first.push_back("and " + std::to_string(lines_.size() - told_in_full) + " more faults");
    return first;
}

void FaultBook::throw_if_any() const {
    if (!lines_.empty()) throw FaultList(lines());
}

}  // namespace gassan
