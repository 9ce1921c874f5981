#pragma once

#include "services/api/DatasetService.h"

namespace assay {

/// What is entered for a new dataset.
struct DatasetDraft {
    enum class Source { File, Address, Rows };
    Source source = Source::File;
    QString id, purpose;
    QString file; ///< File
    QString address; ///< Address: what the server itself opens
    QString rows; ///< Rows: JSON objects, a line each, or an array of them
    QString metadata; ///< "NAME = VALUE", a line each; a value that is JSON stays what it is, another is a text
    QString provider; ///< empty: the server chooses
    bool skipBroken = false; ///< File
};

/// Error::Invalid: the sentence names the field, or its line, and the fix. Many rows take their time; any thread.
Result<DatasetRequest> datasetRequest(const DatasetDraft &draft);

/// What is known of a dataset beside its rows, a line each, translated: purpose, source, provider, metadata. Values are
/// cut where they are long.
QString aboutDataset(const Dataset &dataset);

} // namespace assay
