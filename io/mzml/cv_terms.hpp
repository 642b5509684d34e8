#pragma once

/// \file
/// The terms of the PSI-MS and unit ontologies that decide how an mzML file is read (psi-ms.obo 4.1.155, unit.obo; the
/// terms of zstd are younger). An accession is kept as its number: MS:1000511 is 1000511, UO:0000010 is 10; the two do
/// not overlap.

#include <cstdint>

namespace gassan::cv {

using Accession = std::uint32_t;

// spectra
constexpr Accession ms_level = 1000511;
constexpr Accession ms1_spectrum = 1000579;
constexpr Accession msn_spectrum = 1000580;
constexpr Accession electromagnetic_spectrum = 1000804, emission_spectrum = 1000805, absorption_spectrum = 1000806;
constexpr Accession centroid_spectrum = 1000127, profile_spectrum = 1000128;
constexpr Accession negative_scan = 1000129, positive_scan = 1000130;
constexpr Accession scan_start_time = 1000016;

// chromatograms: of ions and light, which are made of the spectra or another detector's; and of devices
constexpr Accession total_ion_chromatogram = 1000235, basepeak_chromatogram = 1000628;
constexpr Accession pressure_chromatogram = 1003019, flow_rate_chromatogram = 1003020;

// arrays
constexpr Accession mz_array = 1000514, intensity_array = 1000515, time_array = 1000595;
constexpr Accession float_64 = 1000523, float_32 = 1000521;
constexpr Accession integer_32 = 1000519, float_16 = 1000520, integer_64 = 1000522, text_array = 1001479;
constexpr Accession zlib_compression = 1000574, no_compression = 1000576;
constexpr Accession numpress_linear = 1002312, numpress_pic = 1002313, numpress_slof = 1002314;
constexpr Accession numpress_linear_zlib = 1002746, numpress_pic_zlib = 1002747, numpress_slof_zlib = 1002748;
constexpr Accession numpress_linear_zstd = 1003783, numpress_pic_zstd = 1003784, numpress_slof_zstd = 1003785;
constexpr Accession truncation_zlib = 1003088, delta_zlib = 1003089, line_zlib = 1003090;
constexpr Accession zstd_compression = 1003780, shuffled_zstd = 1003781, dictionary_zstd = 1003782;

// arrays of mzMLb, whose numbers stand outside of the document
constexpr Accession external_dataset = 1002841, external_offset = 1002842, external_length = 1002843;

// units of time; the two MS terms are those of mzML 1.0
constexpr Accession second = 10, millisecond = 28, minute = 31;
constexpr Accession old_minute = 1000038, old_second = 1000039;

// what was done to the data
constexpr Accession completion_time = 1000747;

// the run's instrument
constexpr Accession instrument_model = 1000031, instrument_serial_number = 1000529, customization = 1000032;

}  // namespace gassan::cv
