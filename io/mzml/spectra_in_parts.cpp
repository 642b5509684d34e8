#include "io/mzml/spectra_in_parts.hpp"

#include "io/base/faults.hpp"
#include "io/base/text_window.hpp"
#include "io/mzml/header.hpp"
#include "io/mzml/spectrum_reader.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace gassan {
namespace {

constexpr std::uint64_t shortest_part = 256, longest_part = 1u << 20;  // bytes of text; the text and its numbers
                                                                       // then stay in the caches
constexpr std::uint64_t parts_a_thread = 8;                            // at least, however short the file
constexpr std::size_t most_points = 4u << 20;        // of a part: more is no ordinary run, and takes the memory of one
constexpr std::uint64_t longest_search = 64u << 20;  // bytes, for the end of one spectrum
constexpr std::size_t search_step = 16 * 1024;       // bytes

bool ends_spectrum(std::string_view tag) {
    return tag == "</spectrum>" || (tag.starts_with("</") && tag.ends_with(":spectrum>"));
}

// Where an end tag of a spectrum seems to end, at or after a byte. From '<' to '<', since payloads hold none.
std::optional<std::uint64_t> spectrum_end(const RegularFile& file, std::uint64_t from) {
    constexpr std::size_t longest_tag = 64;  // bytes; a name with a longer prefix is not found
    std::string text(search_step, '\0');
    for (std::uint64_t at = from; at < from + longest_search; at += text.size() - longest_tag) {
        const std::size_t got = file.read_at(at, text.data(), text.size());
        const std::string_view piece(text.data(), got);
        for (auto tag = piece.find('<'); tag != std::string_view::npos; tag = piece.find('<', tag + 1)) {
            const auto size = piece.substr(tag, longest_tag).find('>') + 1;
            if (size > 0 && ends_spectrum(piece.substr(tag, size))) return at + tag + size;
        }
        if (got < text.size()) break;
    }
    return std::nullopt;
}

struct Part {
    std::uint64_t begin = 0, end = 0;
    bool done = false, sound = false;
    std::vector<SpectrumRecord> records;  // used again: `spectra` of them are of this part
    std::size_t spectra = 0;
};

// What a thread needs to read parts.
class PartReader {
public:
    explicit PartReader(const SpectraInParts& work)
        : open_(work.open), window_(work.file), cursor_(window_), spectra_(cursor_, headers_, work.params) {
        RunSummary known_already;
        (void)headers_.read_head(work.head, known_already);
    }

    // Sound if whole spectra without fault end where the part ends.
    void read(Part& part) {
        part.spectra = 0;
        try {
            part.sound = read_spectra(part);
        } catch (const std::exception&) {
            part.sound = false;
        } catch (const Fault&) {
            part.sound = false;
        }
    }

private:
    OpenElements open_;
    TextWindow window_;
    XmlCursor cursor_;
    HeaderParser headers_;
    SpectrumReader spectra_;

    bool read_spectra(Part& part) {
        cursor_.restart(part.begin, part.end, open_);
        std::size_t points = 0;
        XmlTag tag;
        while (cursor_.byte() < part.end) {
            if (!cursor_.next(tag) || tag.kind == XmlTag::Kind::end) return false;
            if (tag.name != "spectrum") {
                cursor_.skip_element(tag);
                continue;
            }
            if (part.spectra == part.records.size()) part.records.emplace_back();
            SpectrumRecord& record = part.records[part.spectra];
            spectra_.read(tag, record);
            ++part.spectra;
            if (record.taken) points += record.mz.size();
            if (points > most_points) return false;
        }
        return true;
    }
};

// Parts are handed out in the order of the file, to the caller too when it has nothing to deliver, and a few at most
// are between reading and delivery.
class PartsInOrder {
public:
    PartsInOrder(const SpectraInParts& work, SpectrumDelivery& delivery)
        : work_(work),
          delivery_(delivery),
          part_bytes_(std::clamp(work.file.size() / (parts_a_thread * std::uint64_t(work.params.threads)),
                                 shortest_part, longest_part)),
          slots_(2 * std::size_t(work.params.threads)),
          next_begin_(work.from) {}

    ~PartsInOrder() {
        {
            const std::scoped_lock hold(lock_);
            no_more_ = true;
        }
        changed_.notify_all();
    }
    PartsInOrder(const PartsInOrder&) = delete;
    PartsInOrder& operator=(const PartsInOrder&) = delete;

    std::uint64_t work(const std::function<void(std::uint64_t)>& progress);

private:
    const SpectraInParts& work_;
    SpectrumDelivery& delivery_;
    const std::uint64_t part_bytes_;

    std::mutex lock_;  // of all below
    std::condition_variable changed_;
    std::vector<Part> slots_;
    std::uint64_t next_begin_;
    std::size_t taken_ = 0, delivered_ = 0;  // parts
    bool no_more_ = false;

    std::vector<std::jthread> helpers_;  // last: they end before what they use

    void help();
    Part* take();
    void read(PartReader& reader, Part& part);
    void deliver(Part& part);
};

// The next part to read; nullptr if there is none, or not yet. Call with the lock held.
Part* PartsInOrder::take() {
    if (no_more_ || taken_ - delivered_ == slots_.size()) return nullptr;
    std::optional<std::uint64_t> end;
    try {
        end = spectrum_end(work_.file, next_begin_ + part_bytes_);
    } catch (const std::exception&) {
        // The file cannot be read there: the reader that comes there alone will say so.
    }
    if (!end) {
        no_more_ = true;
        return nullptr;
    }
    Part& part = slots_[taken_++ % slots_.size()];
    part.begin = next_begin_;
    part.end = next_begin_ = *end;
    part.done = false;
    return &part;
}

void PartsInOrder::read(PartReader& reader, Part& part) {
    reader.read(part);
    {
        const std::scoped_lock hold(lock_);
        part.done = true;
    }
    changed_.notify_all();
}

void PartsInOrder::help() {
    PartReader reader(work_);
    while (true) {
        Part* part = nullptr;
        {
            std::unique_lock hold(lock_);
            changed_.wait(hold, [&] { return (part = take()) || no_more_; });
        }
        if (!part) return;
        read(reader, *part);
    }
}

void PartsInOrder::deliver(Part& part) {
    for (std::size_t i = 0; i < part.spectra; ++i) delivery_.deliver(part.records[i]);
    {
        const std::scoped_lock hold(lock_);
        ++delivered_;
    }
    changed_.notify_all();
}

std::uint64_t PartsInOrder::work(const std::function<void(std::uint64_t)>& progress) {
    PartReader reader(work_);
    for (int i = 1; i < work_.params.threads; ++i) {
        try {
            helpers_.emplace_back([this] {
                try {
                    help();
                } catch (const std::exception&) {
                    // Out of memory before it took a part: the others do without it.
                }
            });
        } catch (const std::system_error&) {
            break;  // no more threads to be had: fewer do the same
        }
    }
    std::uint64_t done = work_.from;
    while (true) {
        Part* mine = nullptr;
        Part& next = slots_[delivered_ % slots_.size()];
        bool ready = false;
        {
            std::unique_lock hold(lock_);
            changed_.wait(hold, [&] {
                ready = delivered_ < taken_ && next.done;
                return ready || (mine = take()) || (no_more_ && delivered_ == taken_);
            });
        }
        if (ready) {
            if (!next.sound) return done;
            done = next.end;  // before deliver gives the slot away
            deliver(next);
            progress(done);
        } else if (mine) {
            read(reader, *mine);
        } else {
            return done;
        }
    }
}

}  // namespace

std::uint64_t read_in_parts(const SpectraInParts& work, SpectrumDelivery& delivery,
                            const std::function<void(std::uint64_t byte)>& progress) {
    return PartsInOrder(work, delivery).work(progress);
}

}  // namespace gassan
