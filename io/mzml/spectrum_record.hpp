#pragma once

#include "core/model/spectrum.hpp"
#include "io/mzml/header.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gassan {

/// One <spectrum> as the file has it, read but not yet judged by the gate. Knows nothing of the spectra before it, so
/// it can be read anywhere and delivered in its turn. Its buffers are used again and again.
struct SpectrumRecord {
    struct Remark {
        const char* code;
        std::string text;
    };

    std::uint64_t byte = 0;    ///< of the start tag
    bool header_read = false;  ///< false after a fault in the tags: then only raw_id is known
    bool admitted = false;     ///< ms_level and polarity are known
    bool taken = false;        ///< it is wanted: what follows is filled
    std::string raw_id;        ///< an id out of tags that were not parsed
    SpectrumHeader header;
    int ms_level = 0;
    Polarity polarity = Polarity::unknown;
    Representation label = Representation::unknown;
    double time_s = no_value;
    std::vector<double> mz;
    std::vector<float> intensity;
    std::vector<Remark> remarks;  ///< what was odd in its arrays
};

}  // namespace gassan
