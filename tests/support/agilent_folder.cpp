#include "tests/support/agilent_folder.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <stdexcept>

namespace gassan::test {
namespace {

namespace fs = std::filesystem;

template <class Number>
void put(std::string& to, Number value) {
    to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string header(std::uint16_t tag) {
    std::string bytes;
    put(bytes, tag);
    bytes.resize(0x44, '\0');
    return bytes;
}

void write_file(const fs::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    if (!file) throw std::runtime_error("cannot write " + path.string());
}

std::string text(double value) {
    char digits[40];
    return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

// ---- schema and record: one list makes both ------------------------------------------------------------------------

/// Fields of a record in order: name, type word of the schema.
using FieldList = std::vector<std::pair<std::string, std::string>>;

FieldList head_fields(std::int32_t generation) {
    FieldList fields{{"ScanID", "int"},      {"ScanMethodID", "int"},  {"TimeSegmentID", "int"},
                     {"ScanTime", "double"}, {"MSLevel", "int"},       {"ScanType", "int"},
                     {"TIC", "double"},      {"BasePeakMZ", "double"}, {"BasePeakValue", "double"}};
    const auto add = [&](const char* name, const char* type) { fields.emplace_back(name, type); };
    if (generation == 2) {
        for (const char* name : {"CycleNumber", "Status", "IonMode", "IonPolarity"}) add(name, "int");
        for (const char* name : {"Fragmentor", "CollisionEnergy", "MzOfInterest", "SamplingPeriod",
                                 "MeasuredMassRangeMin", "MeasuredMassRangeMax", "Threshold"})
            add(name, "double");
        for (const char* name : {"IsFragmentorDynamic", "IsCollisionEnergyDynamic"}) add(name, "int");
        return fields;
    }
    for (const char* name : {"CalibrationID", "CycleNumber", "IonMode", "IonPolarity"}) add(name, "int");
    for (const char* name : {"Fragmentor", "CollisionEnergy"}) add(name, "double");
    if (generation == 6) add("MzOfInterest", "double");
    for (const char* name : {"AbundanceLimit", "SamplingPeriod", "Threshold"}) add(name, "double");
    if (generation == 6) add("ChargeState", "int"), add("ChromScaleFactor", "float");
    for (const char* name : {"MassCalOffset", "ActualsOffset"}) add(name, "long");
    add("NumOfActualsPerScan", "int");
    if (generation == 6) add("DDScanID", "int"), add("DDScanParamMz", "double");
    return fields;
}

FieldList block_fields(std::int32_t generation) {
    FieldList fields{
        {"SpectrumFormatID", "int"}, {"SpectrumOffset", "long"}, {"ByteCount", "int"}, {"PointCount", "int"}};
    if (generation == 2)
        for (const char* name : {"MinY", "MaxY", "MinX", "MaxX"}) fields.emplace_back(name, "double");
    else
        fields.emplace_back("UncompressedByteCount", "int");
    if (generation != 2)
        for (const char* name : {"MinX", "MaxX", "MinY", "MaxY", "MeasuredNoise"}) fields.emplace_back(name, "double");
    return fields;
}

std::string schema_text(const AgilentFolderOptions& options) {
    const auto element = [&](const std::string& name, const std::string& type) {
        const bool lie = options.chrom_scale_lie && name == "ChromScaleFactor";
        return "      <xs:element minOccurs=\"0\" name=\"" + name + "\" type=\"xs:" + (lie ? "double" : type) +
               "\" />\r\n";
    };
    std::string xml =
        "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
        "<xs:schema xmlns:mstns=\"http://tempuri.org/XMLSchema.xsd\" "
        "xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\r\n"
        "  <xs:element name=\"MSScanBin\"><xs:complexType><xs:sequence><xs:element name=\"ScanRecord\" "
        "maxOccurs=\"unbounded\" type=\"mstns:ScanRecordType\" /></xs:sequence></xs:complexType>"
        "</xs:element>\r\n"
        "  <!-- <xs:complexType name=\"ScanRecordType\"><xs:sequence /></xs:complexType> -->\r\n"
        "  <xs:complexType name=\"ScanRecordType\">\r\n    <xs:sequence>\r\n";
    for (const auto& [name, type] : head_fields(options.generation)) xml += element(name, type);
    xml +=
        "      <!-- <xs:element name=\"Padding\" type=\"xs:double\" /> -->\r\n"
        "      <xs:element maxOccurs=\"unbounded\" name=\"SpectrumParamValues\" "
        "type=\"mstns:SpectrumParamsType\" />\r\n    </xs:sequence>\r\n  </xs:complexType>\r\n"
        "  <xs:complexType name=\"SpectrumParamsType\">\r\n    <xs:sequence>\r\n";
    for (const auto& [name, type] : block_fields(options.generation)) xml += element(name, type);
    return xml + "    </xs:sequence>\r\n  </xs:complexType>\r\n</xs:schema>\r\n";
}

void put_fields(std::string& to, const FieldList& fields, const std::vector<std::pair<std::string, double>>& values) {
    for (const auto& [name, type] : fields) {
        double value = 0.0;
        for (const auto& [known, number] : values)
            if (known == name) value = number;
        if (type == "int") put(to, static_cast<std::int32_t>(value));
        if (type == "long") put(to, static_cast<std::int64_t>(value));
        if (type == "float") put(to, static_cast<float>(value));
        if (type == "double") put(to, value);
    }
}

// ---- header --------------------------------------------------------------------------------------------------------

std::string format_entry(std::int32_t id, std::int32_t storage, std::int32_t packing, std::int32_t x_quantity,
                         std::int32_t y_type) {
    std::string bytes;
    for (const std::int32_t word : {id, storage, packing, 1, 2}) put(bytes, word);
    put(bytes, std::int32_t(1)), put(bytes, x_quantity), put(bytes, 1.0), put(bytes, std::int32_t(6));
    put(bytes, std::int32_t(3));
    put(bytes, std::int32_t(2)), put(bytes, std::int32_t(15)), put(bytes, 1.0), put(bytes, y_type);
    put(bytes, std::int32_t(2));
    return bytes;
}

std::string scan_header(const AgilentFolderOptions& options) {
    const std::int32_t y_type = options.single_precision_peaks ? 5 : 6;
    const std::int32_t packing = options.packing == AgilentPacking::run_length ? 0x1000 : 0x200;
    std::string table;
    if (options.generation == 2)
        table = format_entry(1, 3, 0, 5, y_type);
    else
        table = format_entry(1, 2, packing, 7, 3) + format_entry(2, 3, 0, 7, y_type);
    if (options.format_table_off) table.append(4, '\0');
    std::string bytes = header(0x0101);
    const std::int32_t blocks = options.profile && options.peaks && options.generation != 2 ? 2 : 1;
    for (const std::int32_t word :
         {std::int32_t(1), options.generation, blocks, std::int32_t(options.generation == 2 ? 1 : 2), std::int32_t(0),
          std::int32_t(0x5c + table.size())})
        put(bytes, word);
    return bytes + table;
}

// ---- spectra -------------------------------------------------------------------------------------------------------

std::string plain_profile(const AgilentScan& scan) {
    std::string bytes;
    put(bytes, scan.start_ns), put(bytes, scan.step_ns);
    for (const std::uint32_t count : scan.counts) put(bytes, count);
    return bytes;
}

std::string profile_bytes(const AgilentScan& scan, AgilentPacking packing) {
    if (packing == AgilentPacking::run_length) return run_length_encoded(scan.start_ns, scan.step_ns, scan.counts);
    return packing == AgilentPacking::lzf ? lzf_encoded(plain_profile(scan)) : plain_profile(scan);
}

std::string peak_bytes(const AgilentScan& scan, bool single) {
    std::string bytes;
    for (const double x : scan.peak_x) put(bytes, x);
    for (const double y : scan.peak_y)
        if (single)
            put(bytes, static_cast<float>(y));
        else
            put(bytes, y);
    return bytes;
}

std::string calibration_step(int number, const char* formula, std::uint32_t flags, const std::vector<double>& values) {
    std::string xml = "<Step Number=\"" + std::to_string(number) + "\"><CalibrationFormula>" + formula +
                      "</CalibrationFormula><ValueUseFlags>" + std::to_string(flags) + "</ValueUseFlags><Values>";
    // Out of order, as nothing promises one.
    for (std::size_t i = values.size(); i-- > 0;)
        xml += "<Value Number=\"" + std::to_string(i + 1) + "\">" + text(values[i]) + "</Value>";
    return xml + "</Values></Step>";
}

std::string default_calibrations(const AgilentFolderOptions& options) {
    const auto entry = [&](int id, const std::vector<double>& traditional) {
        return "<DefaultCalibration DefaultCalibrationID=\"" + std::to_string(id) + "\">" +
               calibration_step(1, "Traditional", 0, traditional) +
               calibration_step(2, "Polynomial", options.flags, options.polynomial) + "</DefaultCalibration>";
    };
    // The second is wrong on purpose: none but the one that a scan names may be used.
    return "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DefaultMassCalibration><DefaultCalibrations>" +
           entry(1, options.traditional) + entry(2, {6e-4, 900.0}) +
           "</DefaultCalibrations></DefaultMassCalibration>\n";
}

double sum(const std::vector<double>& values) {
    double total = 0.0;
    for (const double value : values) total += value;
    return total;
}

}  // namespace

double flight_mz(const std::vector<double>& numbers, std::uint32_t flags, double time_ns) {
    const double root = numbers[0] * (time_ns - numbers[1]);
    const double inside = std::clamp(time_ns, std::min(numbers[2], numbers[3]), numbers[3]);
    double correction = 0.0;
    std::size_t next = 4;
    for (int bit = 0; bit < 32; ++bit)
        if (flags >> bit & 1u) correction += numbers[next++] * std::pow(inside, bit);
    return root * root - correction;
}

std::string lzf_encoded(const std::string& bytes, bool literals_only) {
    std::string out, literals;
    const auto flush = [&] {
        for (std::size_t at = 0; at < literals.size(); at += 32) {
            const std::string some = literals.substr(at, 32);
            out += char(some.size() - 1);
            out += some;
        }
        literals.clear();
    };
    for (std::size_t at = 0; at < bytes.size();) {
        // The longest match among the last 300 bytes, and one far away: both kinds of offsets occur.
        std::size_t best = 0, distance = 0;
        for (std::size_t back = 1; !literals_only && back <= std::min<std::size_t>(at, 8192);
             back += back < 300 ? 1 : 97) {
            std::size_t length = 0;
            while (length < 264 && at + length < bytes.size() && bytes[at + length] == bytes[at + length - back])
                ++length;
            if (length > best) best = length, distance = back;
        }
        if (best < 3) {
            literals += bytes[at++];
            continue;
        }
        flush();
        const std::size_t length = best - 2, low = distance - 1;
        out += char((std::min<std::size_t>(length, 7) << 5) | (low >> 8));
        if (length >= 7) out += char(length - 7);
        out += char(low & 255);
        at += best;
    }
    flush();
    return out;
}

std::string run_length_encoded(double start_ns, double step_ns, const std::vector<std::uint32_t>& counts) {
    std::string out;
    put(out, start_ns), put(out, step_ns);
    put(out, 0x90000000u | static_cast<std::uint32_t>(counts.size()));
    std::size_t at = 0, end = counts.size();
    while (end > 0 && counts[end - 1] == 0) --end;
    while (at < end && counts[at] == 0) ++at;
    put(out, -static_cast<std::int32_t>(at));
    const auto width_of = [](std::uint32_t count) {
        return count < 128u ? 1 : count < 32768u ? 2 : count < 1u << 31 ? 4 : 8;
    };
    const auto put_width = [&](int width, std::int64_t value) {
        if (width == 1) put(out, static_cast<std::int8_t>(value));
        if (width == 2) put(out, static_cast<std::int16_t>(value));
        if (width == 4) put(out, static_cast<std::int32_t>(value));
        if (width == 8) put(out, value);
    };
    int width = 4;
    while (at < end) {
        std::size_t zeros = 0;
        while (counts[at + zeros] == 0) ++zeros;
        const int next = width_of(counts[at + zeros]);
        // A run of zeros is told at once, as far as the width can; single zeros may stand as they are.
        const std::size_t most = width == 1 ? 31 : width == 2 ? 8191 : (1u << 24);
        if (zeros > 1 || next != width) {
            const std::size_t skipped = std::min(zeros, most);
            const int log = next == 1   ? 0
                            : next == 2 ? 1
                            : next == 4 ? 2
                                        : 3,
                      own = width == 1   ? 0
                            : width == 2 ? 1
                            : width == 4 ? 2
                                         : 3;
            const bool last = skipped == zeros;
            put_width(width, -(std::int64_t(skipped) * 4 + (last ? log : own)) - 1);
            if (last) width = next;
            at += skipped;
            if (!last) continue;
        } else if (zeros == 1) {
            put_width(width, 0);
            ++at;
        }
        put_width(width, counts[at++]);
    }
    return out;
}

std::vector<AgilentScan> small_agilent_run() {
    std::vector<AgilentScan> scans(3);
    for (std::size_t i = 0; i < scans.size(); ++i) {
        AgilentScan& scan = scans[i];
        scan.scan_id = 2460 + 499 * std::int32_t(i);
        scan.time_min = 0.0625 * double(i + 1);
        scan.counts.assign(600 + i, 0);
        for (std::size_t bin = 0; bin < 9; ++bin) {
            scan.counts[40 + 3 * i + bin] = std::uint32_t(5 + 40 * bin + i);
            scan.counts[300 + bin] = std::uint32_t(100 + 9000 * bin);
            scan.counts[310 + bin] = std::uint32_t(7 + bin);
        }
        scan.counts[420] = 70000;
        scan.peak_x = {50021.25, 50152.5 + double(i), 50210.0};
        scan.peak_y = {325.5, 72100.0, 70000.0 + double(i)};
    }
    return scans;
}

void write_agilent_folder(const fs::path& path, const std::vector<AgilentScan>& scans,
                          const AgilentFolderOptions& options) {
    const bool quadrupole = options.generation == 2;
    const bool profile = options.profile && !quadrupole, peaks = options.peaks || quadrupole;
    std::string scan_bytes = scan_header(options), profiles = header(0x0102), lists = header(0x0103),
                calibrations = header(0x0104);
    put(calibrations, std::int32_t(1));
    const auto own_calibration = [](const AgilentScan& scan) { return scan.calibration.has_value(); };
    for (const AgilentScan& scan : scans) {
        double mass_cal_offset = 0.0;
        if (scan.calibration) {
            mass_cal_offset = double(calibrations.size());
            put(calibrations, std::int32_t(scan.calibration->size()));
            for (const double value : *scan.calibration) put(calibrations, value);
        }
        // What the instrument wrote of the spectrum: of the peak list where there is one.
        const std::vector<double> counts(scan.counts.begin(), scan.counts.end());
        const std::vector<double>& main = peaks ? scan.peak_y : counts;
        const double most = main.empty() ? 0.0 : *std::max_element(main.begin(), main.end());
        const std::size_t top = std::size_t(std::max_element(main.begin(), main.end()) - main.begin());
        double base_mz = 0.0;
        if (!main.empty()) {
            const double x = peaks ? scan.peak_x[top] : scan.start_ns + double(top) * scan.step_ns;
            base_mz = quadrupole ? std::round(x) : std::pow(options.traditional[0] * (x - options.traditional[1]), 2);
        }
        put_fields(scan_bytes, head_fields(options.generation),
                   {{"ScanID", scan.scan_id},
                    {"ScanTime", scan.time_min},
                    {"MSLevel", scan.ms_level},
                    {"ScanType", 1},
                    {"TIC", sum(main)},
                    {"BasePeakMZ", base_mz},
                    {"BasePeakValue", most},
                    {"CalibrationID", scan.calibration_id},
                    {"IonPolarity", scan.polarity},
                    {"CollisionEnergy", scan.collision_energy_v},
                    {"SamplingPeriod", scan.step_ns},
                    {"ChromScaleFactor", 1.5},
                    {"MassCalOffset", mass_cal_offset}});
        const auto block = [&](int id, std::string& file, const std::string& bytes, std::size_t points,
                               std::size_t uncompressed, double largest) {
            put_fields(scan_bytes, block_fields(options.generation),
                       {{"SpectrumFormatID", id},
                        {"SpectrumOffset", double(file.size())},
                        {"ByteCount", double(bytes.size())},
                        {"PointCount", double(points)},
                        {"UncompressedByteCount", double(uncompressed)},
                        {"MaxY", largest}});
            file += bytes;
        };
        if (profile) {
            const double largest = counts.empty() ? 0.0 : *std::max_element(counts.begin(), counts.end());
            block(1, profiles, counts.empty() ? "" : profile_bytes(scan, options.packing), counts.size(),
                  options.packing == AgilentPacking::run_length ? 0 : 16 + 4 * counts.size(), largest);
        }
        if (peaks) {
            std::vector<double> stored = scan.peak_y;
            if (options.single_precision_peaks)
                for (double& value : stored) value = double(static_cast<float>(value));
            const double largest = stored.empty() ? 0.0 : *std::max_element(stored.begin(), stored.end());
            block(quadrupole ? 1 : 2, lists, peak_bytes(scan, options.single_precision_peaks), scan.peak_x.size(), 0,
                  largest);
        }
    }
    const fs::path acquisition = path / "AcqData";
    fs::create_directories(acquisition);
    write_file(acquisition / "MSScan.bin", scan_bytes);
    if (options.schema) write_file(acquisition / "MSScan.xsd", schema_text(options));
    if (profile) write_file(acquisition / "MSProfile.bin", profiles);
    if (peaks) write_file(acquisition / "MSPeak.bin", lists);
    if (std::any_of(scans.begin(), scans.end(), own_calibration))
        write_file(acquisition / "MSMassCal.bin", calibrations);
    if (options.default_calibration && !quadrupole)
        write_file(acquisition / "DefaultMassCal.xml", default_calibrations(options));
    const auto if_told = [&](const char* name, const std::string& xml) {
        if (!xml.empty()) write_file(acquisition / name, xml);
    };
    if_told("Contents.xml", options.contents);
    if_told("Devices.xml", options.devices);
    if_told("sample_info.xml", options.sample_info);
    if_told("MSTS.xml", options.time_segments);
}

}  // namespace gassan::test
