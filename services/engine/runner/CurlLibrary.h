#pragma once

#include <curl/curl.h>

namespace assay::engine {

/// The functions of libcurl that are used, loaded with the first request. Bound at the start of the program, libcurl and the thirty
/// libraries it brings along would take longer than everything else an engine does before its first answer.
struct CurlLibrary {
    /// Any thread. Null when there is no libcurl.so.4; fault() then says why.
    static const CurlLibrary *get();
    static const char *fault();

    decltype(&curl_easy_init) easyInit = nullptr;
    decltype(&curl_easy_cleanup) easyCleanup = nullptr;
    decltype(&curl_easy_setopt) easySetopt = nullptr;
    decltype(&curl_easy_getinfo) easyGetinfo = nullptr;
    decltype(&curl_easy_strerror) easyStrerror = nullptr;
    decltype(&curl_slist_append) listAppend = nullptr;
    decltype(&curl_slist_free_all) listFree = nullptr;
    decltype(&curl_multi_init) multiInit = nullptr;
    decltype(&curl_multi_cleanup) multiCleanup = nullptr;
    decltype(&curl_multi_setopt) multiSetopt = nullptr;
    decltype(&curl_multi_add_handle) multiAdd = nullptr;
    decltype(&curl_multi_remove_handle) multiRemove = nullptr;
    decltype(&curl_multi_perform) multiPerform = nullptr;
    decltype(&curl_multi_poll) multiPoll = nullptr;
    decltype(&curl_multi_info_read) multiRead = nullptr;
};

} // namespace assay::engine
