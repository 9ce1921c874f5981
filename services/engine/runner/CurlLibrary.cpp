#include "services/engine/runner/CurlLibrary.h"

#include <QLibrary>

namespace assay::engine {

namespace {

struct Loaded {
    QLibrary file{QStringLiteral("curl"), 4};
    CurlLibrary functions;
    QByteArray fault;

    Loaded()
    {
        decltype(&curl_global_init) initialise = nullptr;
        const bool complete = find(initialise, "curl_global_init") && find(functions.easyInit, "curl_easy_init")
            && find(functions.easyCleanup, "curl_easy_cleanup") && find(functions.easySetopt, "curl_easy_setopt")
            && find(functions.easyGetinfo, "curl_easy_getinfo") && find(functions.easyStrerror, "curl_easy_strerror")
            && find(functions.listAppend, "curl_slist_append") && find(functions.listFree, "curl_slist_free_all")
            && find(functions.multiInit, "curl_multi_init") && find(functions.multiCleanup, "curl_multi_cleanup")
            && find(functions.multiSetopt, "curl_multi_setopt") && find(functions.multiAdd, "curl_multi_add_handle")
            && find(functions.multiRemove, "curl_multi_remove_handle") && find(functions.multiPerform, "curl_multi_perform")
            && find(functions.multiPoll, "curl_multi_poll") && find(functions.multiRead, "curl_multi_info_read");
        if (!complete)
            fault = file.errorString().toUtf8();
        else if (const CURLcode code = initialise(CURL_GLOBAL_DEFAULT); code != CURLE_OK)
            fault = functions.easyStrerror(code);
    }

    template<typename Function>
    bool find(Function &function, const char *name)
    {
        function = reinterpret_cast<Function>(file.resolve(name));
        return function != nullptr;
    }
};

const Loaded &loaded()
{
    static const Loaded once; // never unloaded: QLibrary's destructor leaves the library in place
    return once;
}

} // namespace

const CurlLibrary *CurlLibrary::get()
{
    return loaded().fault.isEmpty() ? &loaded().functions : nullptr;
}

const char *CurlLibrary::fault()
{
    return loaded().fault.constData();
}

} // namespace assay::engine
