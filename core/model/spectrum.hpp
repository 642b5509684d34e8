#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace gassan {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

enum class Polarity : std::int8_t { unknown = 0, positive = +1, negative = -1 };
enum class Representation : std::uint8_t { unknown, centroid, profile };

/// One mass spectrum as the instrument's file tells it.
struct Spectrum {
    std::size_t index = 0;     ///< position in the file, from 0 (counted, not read from the file)
    std::string id;            ///< the file's own name for it, e.g. "scan=45"
    double time_s = no_value;  ///< from the start of the voltage
    int ms_level = 1;
    Polarity polarity = Polarity::unknown;
    Representation representation = Representation::unknown;
    std::vector<double> mz;        ///< Th, ascending, > 0
    std::vector<float> intensity;  ///< counts, parallel to mz, never NaN or infinite
};

}  // namespace gassan
