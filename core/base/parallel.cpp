#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace gassan {

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t item)>& work) {
    std::atomic<std::size_t> next = 0;
    std::mutex failure_lock;
    std::exception_ptr failure;
    std::size_t failed_item = count;

    const auto take_items = [&] {
        for (std::size_t item = next++; item < count; item = next++) {
            try {
                work(item);
            } catch (...) {
                const std::scoped_lock hold(failure_lock);
                if (item < failed_item) {
                    failed_item = item;
                    failure = std::current_exception();
                }
                next = count;
            }
        }
    };
    {
        std::vector<std::jthread> helpers;
        const std::size_t wanted = std::min(count, std::size_t(std::max(threads, 1)));
        for (std::size_t i = 1; i < wanted; ++i) helpers.emplace_back(take_items);
        take_items();
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace gassan
