#pragma once

#include <QListWidget>

namespace assay {

class JobEntries;
class ProblemListModel;

/// The composer's steps, each with what is to be said of it: ✓ nothing, ! something is wrong, ⚠ something to think about.
class StepRail final : public QListWidget {
    Q_OBJECT
public:
    explicit StepRail(QWidget *parent = nullptr);
    void showMarks(const ProblemListModel &problems, const JobEntries &entries);
};

} // namespace assay
