#pragma once

/// \file
/// Peak lists: the features of a run as another program found them, or as write_features wrote them.

#include "core/base/note.hpp"
#include "core/model/feature.hpp"
#include "io/base/fault_book.hpp"

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace gassan {

/// A peak list as it was read.
struct PeakList {
    std::vector<Feature> features;  ///< by m/z; what the list does not tell is NaN, 0 (charge) or empty
    bool gzip = false;
    std::uint64_t file_bytes = 0;
    Notes notes;  ///< no_centroids always; columns and flags that were left alone
};

/// Do these first bytes of a text (gzip taken off) begin a peak list? So it is where the first line names at least two
/// of the columns mz, mt_s and area, and is no compound table.
[[nodiscard]] bool looks_like_peak_list(std::string_view head);

/// The same of a file, plain or gzip. \throws InputError, EnvironmentError where it cannot be opened
[[nodiscard]] bool is_peak_list(const std::filesystem::path& path);

/// Reads a peak list (docs/formats.md): the columns of features.tsv of a run, of which mz, mt_s and area must be there;
/// any order, any separator that read_user_table knows, plain or gzip. Faults go to the book, all at once, each with
/// line and column: a number that no peak has, an id twice, bounds that do not hold the apex.
/// \throws EnvironmentError when the machine fails
[[nodiscard]] PeakList read_features(const std::filesystem::path& path, FaultBook& faults);

/// Note of every peak list: a study cannot look below its peaks.
constexpr std::string_view no_centroids = "no-centroids";

/// The same for one run among many. \throws Error with the first fault, and how many more there are
[[nodiscard]] PeakList read_features(const std::filesystem::path& path);

}  // namespace gassan
